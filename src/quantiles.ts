/** The middle of numbers, and how they are spread. */

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The value below which a fraction of the numbers lies, of numbers that ascend; between two of them
 * by linear interpolation, as NumPy's `quantile` has it. NaN of none.
 */
export function quantile(ascending: ArrayLike<number>, fraction: number): number {
  const at = (ascending.length - 1) * fraction;
  const below = Math.floor(at);
  const [low = Number.NaN, high = low] = [ascending[below], ascending[below + 1]];
  // Also where both are infinite.
  return at === below || low === high ? low : low + (high - low) * (at - below);
}
