/** Trajectories as levels of a colour map, laid out as images. */

import type { NdArray } from '../arrays.js';

/**
 * A trajectory as colours: in 1D one image of time (columns) and space (rows), in 2D an image for
 * every time step (columns are the first axis), in 3D three slices through the middle for every
 * time step.
 *
 * `levels` are `[frames, channels, slices, rows, columns]`, the first row at the bottom; a level is
 * a position in the colour map from 0 to `TOP_LEVEL`, or `NOT_FINITE`.
 */
export interface Picture {
  readonly dims: number;
  readonly levels: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  readonly channels: number;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** Time steps that are shown, the initial state not counted. */
  readonly steps: number;
}

export const TOP_LEVEL = 254;
export const NOT_FINITE = 255;

export type Limits = readonly [low: number, high: number];

/** The level of a value: the whole range from `low` to `high`, cut off at its ends. */
export function levelOf(value: number, [low, high]: Limits): number {
  if (!Number.isFinite(value)) return NOT_FINITE;
  const position = (value - low) / (high - low);
  return Math.round(TOP_LEVEL * Math.min(1, Math.max(0, position)));
}

/** Where the numbers of an image lie: at `from + row * rowStride + column * columnStride`. */
interface Plane {
  readonly from: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** The images of a trajectory `[T + 1, C, ...N]`, and their extents. */
function planesOf(shape: readonly number[]) {
  const [states, channels, n, ...more] = shape as [number, number, number, ...number[]];
  const dims = 1 + more.length;
  const size = n ** dims;
  const planes: Plane[] = [];
  if (dims === 1) {
    for (let channel = 0; channel < channels; channel++) {
      planes.push({ from: channel * n, rowStride: 1, columnStride: channels * n });
    }
    return { dims, planes, frames: 1, channels, slices: 1, rows: n, columns: states };
  }
  for (let field = 0; field < states * channels; field++) {
    const from = field * size;
    if (dims === 2) planes.push({ from, rowStride: 1, columnStride: n });
    else planes.push(...middleSlices(from, n));
  }
  const slices = dims === 2 ? 1 : 3;
  return { dims, planes, frames: states, channels, slices, rows: n, columns: n };
}

/**
 * The slices of a field `[N, N, N]` through its middle: normal to its first, second, third axis.
 */
function middleSlices(from: number, n: number): Plane[] {
  const strides = [n * n, n, 1];
  return strides.map((normal) => {
    const [columnStride, rowStride] = strides.filter((stride) => stride !== normal);
    return { from: from + (n >> 1) * normal, rowStride: rowStride!, columnStride: columnStride! };
  });
}

/** The picture of one trajectory `[T + 1, C, ...N]`. */
export function pictureOf({ data, shape }: NdArray, limits: Limits): Picture {
  const { planes, ...layout } = planesOf(shape);
  const { rows, columns } = layout;
  const levels = new Uint8Array(planes.length * rows * columns);
  let at = 0;
  for (const { from, rowStride, columnStride } of planes) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        levels[at++] = levelOf(data[from + row * rowStride + column * columnStride]!, limits);
      }
    }
  }
  return { ...layout, levels, steps: shape[0]! - 1 };
}
