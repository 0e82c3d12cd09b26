/** Initial conditions times a number. */

import { check, FINITE } from '../checks.js';
import type { Key, RandomOptions } from '../random/index.js';
import { GENERATOR, type InitialConditionGenerator } from './generator.js';

/** A generator's draws times a number (exponax: `ScaledICGenerator`). */
export class ScaledInitialCondition implements InitialConditionGenerator {
  constructor(
    private readonly inner: InitialConditionGenerator,
    private readonly scale: number,
  ) {
    check('what is scaled', inner, GENERATOR);
    check('scale', scale, FINITE);
  }

  get dims(): number {
    return this.inner.dims;
  }

  get numChannels(): number {
    return this.inner.numChannels;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const { scale } = this;
    return this.inner.generate(numPoints, key, random).map((value) => value * scale);
  }
}
