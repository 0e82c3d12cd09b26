/** Images within a trajectory `[T + 1, C, ...N]`: which of its numbers they show, and where. */

/**
 * The numbers of an image: that in row r and column c stands at `from + r * rowStride + c *
 * columnStride`. The first row is the one at the bottom.
 */
export interface Plane {
  readonly from: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly rows: number;
  readonly columns: number;
}

/** In 1D space over all of the time, where `frame` says nothing. */
export interface PlaneChoice {
  readonly frame: number;
  readonly channel: number;
  /** In 3D the axis that the slice is normal to, and the point of that axis through which it goes. */
  readonly axis: number;
  readonly at: number;
}

/**
 * An image of a trajectory: in 1D time goes to the right and space up, in 2D the first axis to the
 * right, in 3D the first of the two that are left.
 */
export function planeOf(
  [frames, channels, n, ...more]: readonly number[],
  { frame, channel, axis, at }: PlaneChoice,
): Plane {
  const dims = 1 + more.length;
  if (dims === 1) {
    const columnStride = channels! * n!;
    return { from: channel * n!, rowStride: 1, columnStride, rows: n!, columns: frames! };
  }
  const from = (frame * channels! + channel) * n! ** dims;
  if (dims === 2) return { from, rowStride: 1, columnStride: n!, rows: n!, columns: n! };
  const strides = [n! * n!, n!, 1];
  const [columnStride, rowStride] = strides.filter((_, other) => other !== axis);
  return {
    from: from + at * strides[axis]!,
    rowStride: rowStride!,
    columnStride: columnStride!,
    rows: n!,
    columns: n!,
  };
}
