/** Statistics of samples of numbers. Who has values that are NaN leaves them out before. */

import { core } from '../core/index.js';

export interface SampleStats {
  readonly mean: number;
  /** With count - 1 below the root. */
  readonly std: number;
  readonly count: number;
}

/** The statistics of numbers, by Welford: those of equal numbers have exactly no deviation. */
export function statsOf(values: readonly number[]): SampleStats {
  let [mean, squares] = [Number.NaN, 0];
  for (const [i, value] of values.entries()) {
    const before = i === 0 ? value : mean;
    mean = i === 0 ? value : mean + (value - mean) / (i + 1);
    squares += (value - before) * (value - mean);
  }
  const count = values.length;
  return { mean, std: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN, count };
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** exp of the mean of the logarithms. The core must be loaded. */
export function geometricMean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += core().log(value);
  return core().exp(sum / values.length);
}
