/** White noise that has spread for a while. */

import { checkOptions, NOT_NEGATIVE } from '../checks.js';
import { core } from '../core/index.js';
import { type Key, normal, type RandomOptions } from '../random/index.js';
import { irfftn, laplaceOperator, rfftn, spatialShape } from '../spectral/index.js';
import type { InitialConditionGenerator } from './generator.js';
import { checkSize, FIELD_RULES, type NormalizeOptions, normalized } from './normalize.js';

/** For `DiffusedNoise`. */
export interface DiffusedNoiseOptions extends NormalizeOptions {
  /** D, the number of axes. */
  dims: number;
  /** L, the length of an axis; default 1. */
  domainExtent?: number;
  /** The diffusivity times the time for which the noise spreads; default 0.001. */
  intensity?: number;
  /** Default true. */
  zeroMean?: boolean;
}

/**
 * Standard normal noise at every point after one exact step of u_t = intensity Δu over a time of 1
 * (exponax: `DiffusedNoise`). The key is used as it is.
 */
export class DiffusedNoise implements InitialConditionGenerator {
  readonly numChannels = 1;

  /** @throws UserError for options that cannot be, and where `stdOne` meets `maxOne`, or a mean that stays. */
  constructor(private readonly options: DiffusedNoiseOptions) {
    checkOptions('initial condition', options, { ...FIELD_RULES, intensity: NOT_NEGATIVE });
    checkSize(options, options.zeroMean ?? true);
  }

  get dims(): number {
    return this.options.dims;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const { dims, domainExtent = 1, intensity = 0.001 } = this.options;
    const { exp } = core();
    const space = spatialShape(dims, numPoints);
    const noise = normal(key, [1, ...space], random);
    const decay = laplaceOperator({ dims, domainExtent, numPoints });
    const size = decay.length / 2;
    const spectrum = rfftn(Float64Array.from(noise), space).map(
      (value, i) => value * exp(intensity * decay[i % size]!),
    );
    const u = irfftn(spectrum, space).map((value) => value / noise.length);
    return normalized(u, { zeroMean: true, ...this.options });
  }
}
