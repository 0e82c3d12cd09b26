/** Bumps at random places. */

import { checkOptions, DIMS, FLAG, POSITIVE, range, required, wholeFrom } from '../checks.js';
import { core } from '../core/index.js';
import { type Key, type RandomOptions, split, uniform } from '../random/index.js';
import { makeGrid } from '../spectral/index.js';
import type { InitialConditionGenerator, Range } from './generator.js';

/** For `RandomGaussianBlobs`. */
export interface GaussianBlobsOptions {
  /** D, the number of axes. */
  dims: number;
  /** L, the length of an axis; default 1. */
  domainExtent?: number;
  /** Default 1. */
  numBlobs?: number;
  /** Of the positions along each axis, in units of L; default [0.4, 0.6]. */
  positionRange?: Range;
  /** Of the variances along each axis, in units of L; default [0.005, 0.01]. */
  varianceRange?: Range;
  /** One minus each blob; default false. */
  oneComplement?: boolean;
}

/**
 * The mean over the blobs of exp(-½ sum_i (x_i - p_i)² / v_i), which is not periodic
 * (exponax: `RandomGaussianBlobs`). Keys: for every blob `(key, sub) = split(key)`, and
 * `(position, variance) = split(sub)`.
 */
export class RandomGaussianBlobs implements InitialConditionGenerator {
  readonly numChannels = 1;

  /** @throws UserError for options that cannot be. */
  constructor(private readonly options: GaussianBlobsOptions) {
    checkOptions('initial condition', options, {
      dims: required(DIMS),
      domainExtent: POSITIVE,
      numBlobs: wholeFrom(1),
      positionRange: range(),
      varianceRange: range('0 < low <= high', 0),
      oneComplement: FLAG,
    });
  }

  get dims(): number {
    return this.options.dims;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const {
      dims,
      domainExtent = 1,
      numBlobs = 1,
      positionRange = [0.4, 0.6],
      varianceRange = [0.005, 0.01],
      oneComplement = false,
    } = this.options;
    const { exp } = core();
    const x = makeGrid({ dims, domainExtent, numPoints });
    const size = x.length / dims;
    const sum = new Float64Array(size);
    let chain = key;
    for (let blob = 0; blob < numBlobs; blob++) {
      const [next, sub] = split(chain, 2, random);
      chain = next!;
      const [positionKey, varianceKey] = split(sub!, 2, random);
      const position = uniform(positionKey!, [dims], ...positionRange, random);
      const variance = uniform(varianceKey!, [dims], ...varianceRange, random);
      for (let i = 0; i < size; i++) {
        let squares = 0;
        for (let axis = 0; axis < dims; axis++) {
          const distance = x[axis * size + i]! - domainExtent * position[axis]!;
          squares += (distance * distance) / (domainExtent * variance[axis]!);
        }
        const value = exp(-0.5 * squares);
        sum[i]! += oneComplement ? 1 - value : value;
      }
    }
    return sum.map((value) => value / numBlobs);
  }
}
