/** How the values of several seeds are spread. */

import { quantile } from '../../quantiles.js';
import type { Band } from './line.js';

/** Between the quartiles at every place; NaN where a seed has no number, as for the medians. */
export function seedBand(seeds: readonly Float64Array[]): Band {
  const length = seeds[0]?.length ?? 0;
  const [low, high] = [new Float64Array(length), new Float64Array(length)];
  const values = new Float64Array(seeds.length);
  for (let i = 0; i < length; i++) {
    for (const [e, seed] of seeds.entries()) values[e] = seed[i]!;
    const isWhole = values.every(Number.isFinite);
    values.sort();
    low[i] = isWhole ? quantile(values, 0.25) : Number.NaN;
    high[i] = isWhole ? quantile(values, 0.75) : Number.NaN;
  }
  return { low, high };
}
