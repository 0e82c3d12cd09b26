/** Initial conditions stretched to a range. */

import { check, FINITE } from '../checks.js';
import type { Key, RandomOptions } from '../random/index.js';
import { GENERATOR, type InitialConditionGenerator } from './generator.js';

/**
 * A generator's draws, each channel of them mapped affinely onto [low, high]
 * (exponax: `ClampingICGenerator`).
 */
export class ClampedInitialCondition implements InitialConditionGenerator {
  constructor(
    private readonly inner: InitialConditionGenerator,
    private readonly low: number,
    private readonly high: number,
  ) {
    check('what is clamped', inner, GENERATOR);
    check('low', low, FINITE);
    check('high', high, FINITE);
  }

  get dims(): number {
    return this.inner.dims;
  }

  get numChannels(): number {
    return this.inner.numChannels;
  }

  generate(numPoints: number, key: Key, options?: RandomOptions): Float64Array {
    const u = this.inner.generate(numPoints, key, options);
    const size = u.length / this.numChannels;
    const result = new Float64Array(u.length);
    for (let at = 0; at < u.length; at += size) {
      result.set(stretched(u.subarray(at, at + size), this.low, this.high), at);
    }
    return result;
  }
}

/** A field mapped onto [low, high]. */
function stretched(u: Float64Array, low: number, high: number): Float64Array {
  let minimum = Number.POSITIVE_INFINITY;
  for (const value of u) minimum = Math.min(minimum, value);
  const shifted = u.map((value) => value - minimum);
  let maximum = 0;
  for (const value of shifted) maximum = Math.max(maximum, value);
  return shifted.map((value) => (value / maximum) * (high - low) + low);
}
