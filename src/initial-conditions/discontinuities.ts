/** Boxes of constant value. */

import { checkOptions, range, wholeFrom } from '../checks.js';
import { type Key, type RandomOptions, split, uniform } from '../random/index.js';
import { makeGrid } from '../spectral/index.js';
import type { InitialConditionGenerator, Range } from './generator.js';
import { checkSize, FIELD_RULES, type NormalizeOptions, normalized } from './normalize.js';

/** For `RandomDiscontinuities`. */
export interface DiscontinuitiesOptions extends NormalizeOptions {
  /** D, the number of axes. */
  dims: number;
  /** L, the length of an axis; default 1. */
  domainExtent?: number;
  /** Default 3. */
  numDiscontinuities?: number;
  /** Default [-1, 1]. */
  valueRange?: Range;
}

/**
 * The sum of boxes lower_i < x_i < upper_i with a value each and zero outside
 * (exponax: `RandomDiscontinuities`, which in more than one dimension gives its one channel D
 * times; here it is one).
 *
 * Keys: `split(key, n)` for n boxes; of a box, for every axis `(k1, k2, key) = split(key, 3)` for
 * the two limits, and the key that is left for the value.
 */
export class RandomDiscontinuities implements InitialConditionGenerator {
  readonly numChannels = 1;

  /** @throws UserError for options that cannot be, and where `stdOne` meets `maxOne`, or a mean that stays. */
  constructor(private readonly options: DiscontinuitiesOptions) {
    checkOptions('initial condition', options, {
      ...FIELD_RULES,
      numDiscontinuities: wholeFrom(1),
      valueRange: range(),
    });
    checkSize(options, options.zeroMean ?? false);
  }

  get dims(): number {
    return this.options.dims;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const { dims, domainExtent = 1, numDiscontinuities = 3, valueRange = [-1, 1] } = this.options;
    const x = makeGrid({ dims, domainExtent, numPoints });
    const size = x.length / dims;
    const sum = new Float64Array(size);
    for (const boxKey of split(key, numDiscontinuities, random)) {
      let left = boxKey;
      const inside = new Uint8Array(size).fill(1);
      for (let axis = 0; axis < dims; axis++) {
        const [first, second, rest] = split(left, 3, random);
        left = rest!;
        const limits = [first, second].map((k) => uniform(k!, 1, 0, domainExtent, random)[0]!);
        const [lower, upper] = [Math.min(...limits), Math.max(...limits)];
        for (let i = 0; i < size; i++) {
          const at = x[axis * size + i]!;
          if (!(at > lower && at < upper)) inside[i] = 0;
        }
      }
      const [value] = uniform(left, 1, ...valueRange, random);
      for (let i = 0; i < size; i++) if (inside[i] === 1) sum[i]! += value!;
    }
    return normalized(sum, this.options);
  }
}
