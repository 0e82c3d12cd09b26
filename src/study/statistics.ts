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

/** exp of the mean of the logarithms. The core must be loaded. */
export function geometricMean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += core().log(value);
  return core().exp(sum / values.length);
}
