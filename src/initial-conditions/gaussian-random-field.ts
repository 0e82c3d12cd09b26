/** Fields with a power-law spectrum. */

import { sizeOf } from '../arrays.js';
import { checkOptions, FINITE } from '../checks.js';
import { core } from '../core/index.js';
import { type Key, normal, type RandomOptions, split } from '../random/index.js';
import {
  irfftn,
  laplaceOperator,
  modeShape,
  scalingArray,
  spatialShape,
} from '../spectral/index.js';
import type { InitialConditionGenerator } from './generator.js';
import { checkSize, FIELD_RULES, type NormalizeOptions, normalized } from './normalize.js';

/** For `GaussianRandomField`. */
export interface GaussianRandomFieldOptions extends NormalizeOptions {
  /** D, the number of axes. */
  dims: number;
  /** L, the length of an axis; default 1. */
  domainExtent?: number;
  /** Default 3. */
  powerlawExponent?: number;
  /** Default true. */
  zeroMean?: boolean;
}

/**
 * Complex standard normal coefficients times |2π k / L|^(-exponent/2), the mean times 1
 * (exponax: `GaussianRandomField`). Keys: `(real, imaginary) = split(key, 2)`; the draws cover the
 * whole half spectrum, which in more than one dimension is not Hermitian where the last wavenumber
 * is 0.
 */
export class GaussianRandomField implements InitialConditionGenerator {
  readonly numChannels = 1;

  /** @throws UserError for options that cannot be, and where `stdOne` meets `maxOne`, or a mean that stays. */
  constructor(private readonly options: GaussianRandomFieldOptions) {
    checkOptions('initial condition', options, { ...FIELD_RULES, powerlawExponent: FINITE });
    checkSize(options, options.zeroMean ?? true);
  }

  get dims(): number {
    return this.options.dims;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const { dims, domainExtent = 1, powerlawExponent = 3 } = this.options;
    const { pow } = core();
    const shape = modeShape(dims, numPoints);
    const size = sizeOf(shape);
    const planes = split(key, 2, random).map((part) => normal(part, [1, ...shape], random));
    const scaling = scalingArray(dims, numPoints, 'coef_extraction');
    const laplacian = laplaceOperator({ dims, domainExtent, numPoints });
    const spectrum = new Float64Array(2 * size);
    for (let i = 0; i < size; i++) {
      const amplitude = i === 0 ? 1 : pow(-laplacian[i]!, -powerlawExponent / 4);
      for (const [plane, noise] of planes.entries()) {
        spectrum[plane * size + i] = noise[i]! * amplitude * scaling[i]!;
      }
    }
    const space = spatialShape(dims, numPoints);
    const u = irfftn(spectrum, space).map((value) => value / sizeOf(space));
    return normalized(u, { zeroMean: true, ...this.options });
  }
}
