/** Statistics of samples of numbers. Who has values that are NaN leaves them out before. */

import { core } from '../core/index.js';

export interface SampleStats {
  readonly mean: number;
  /** With count - 1 below the root. */
  readonly std: number;
  readonly count: number;
}

const view = new DataView(new ArrayBuffer(8));

/**
 * The power of two at or below a size, by which numbers of that size can be divided without another
 * rounding so that their squares neither overflow nor vanish; 1 where there is none.
 */
export function scaleOf(size: number): number {
  view.setFloat64(0, size);
  const exponent = view.getUint32(0) & 0x7ff00000;
  if (exponent === 0 || exponent === 0x7ff00000) return 1;
  view.setUint32(0, exponent);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** The statistics of numbers, by Welford: those of equal numbers have exactly no deviation. */
export function statsOf(values: readonly number[]): SampleStats {
  const scale = scaleOf(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  let [mean, squares] = [Number.NaN, 0];
  for (const [i, given] of values.entries()) {
    const value = given / scale;
    const before = i === 0 ? value : mean;
    mean = i === 0 ? value : mean + (value - mean) / (i + 1);
    squares += (value - before) * (value - mean);
  }
  const count = values.length;
  const std = count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN;
  return { mean: mean * scale, std: std * scale, count };
}

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

/** exp of the mean of the logarithms. The core must be loaded. */
export function geometricMean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += core().log(value);
  return core().exp(sum / values.length);
}
