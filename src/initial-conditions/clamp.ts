/** Initial conditions stretched to a range. */

import type { Key, RandomOptions } from '../random/index.js';
import type { InitialConditionGenerator } from './generator.js';

/** A generator's draws, mapped affinely onto [low, high] (exponax: `ClampingICGenerator`). */
export class ClampedInitialCondition implements InitialConditionGenerator {
  constructor(
    private readonly inner: InitialConditionGenerator,
    private readonly low: number,
    private readonly high: number,
  ) {}

  get dims(): number {
    return this.inner.dims;
  }

  get numChannels(): number {
    return this.inner.numChannels;
  }

  generate(numPoints: number, key: Key, options?: RandomOptions): Float64Array {
    const { low, high } = this;
    const u = this.inner.generate(numPoints, key, options);
    let minimum = Number.POSITIVE_INFINITY;
    for (const value of u) minimum = Math.min(minimum, value);
    const shifted = u.map((value) => value - minimum);
    let maximum = 0;
    for (const value of shifted) maximum = Math.max(maximum, value);
    return shifted.map((value) => (value / maximum) * (high - low) + low);
  }
}
