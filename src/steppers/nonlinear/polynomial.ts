/** Polynomials of the state, at every point for itself. */

import { sizeOf } from '../../arrays.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import {
  type Domain,
  dealiasingCutoff,
  identityOperator,
  spatialShape,
} from '../../spectral/index.js';
import { dealiased } from './dealiased.js';
import type { NonlinearFunction, ScaledOperator } from './nonlinear-function.js';

/** Up to this degree powers of N^D stay far inside the range of float32. */
const HIGHEST_SCALED_DEGREE = 3;

/**
 * N(u) = A sum_i c_i u^i, with A the identity unless `operator` makes another; c_0 is a constant
 * forcing. null where all coefficients are zero. The powers alias unless the dealiasing fraction is
 * at most 2 / (degree + 1).
 */
export function polynomial(
  domain: Domain,
  {
    coefficients,
    dealiasingFraction,
    operator = identityOperator,
  }: {
    coefficients: readonly number[];
    dealiasingFraction: number;
    operator?: (domain: Domain) => Float64Array;
  },
): NonlinearFunction | null {
  const powers = coefficients.flatMap((c, i) => (c === 0 ? [] : [i]));
  if (powers.length === 0) return null;
  const cutoff = dealiasingCutoff(dealiasingFraction, domain.numPoints);
  return new Polynomial(domain, coefficients, powers, cutoff, operator);
}

class Polynomial implements NonlinearFunction {
  readonly degree: number | null;
  private readonly scale: number;

  /** `powers` are those whose coefficients are not zero, ascending. */
  constructor(
    private readonly domain: Domain,
    private readonly coefficients: readonly number[],
    private readonly powers: readonly number[],
    private readonly cutoff: number,
    private readonly operator: (domain: Domain) => Float64Array,
  ) {
    const [lowest] = powers;
    const single = powers.length === 1;
    this.degree = single && lowest! <= HIGHEST_SCALED_DEGREE ? lowest! : null;
    this.scale = single ? coefficients[lowest!]! : 1;
  }

  /** By Horner's rule; the factor of a single power is left to its operator. */
  products(uHat: Tensor): Tensor[] {
    const { domain, coefficients, powers, scale } = this;
    const highest = powers[powers.length - 1]!;
    if (highest === 0) {
      const shape = [1, 1, 1, ...spatialShape(domain.dims, domain.numPoints)];
      return [ops.constant(new Float64Array(sizeOf(shape)).fill(1), shape)];
    }
    const u = dealiased(uHat, domain, this.cutoff);
    const factor = coefficients[highest]! / scale;
    let value = factor === 1 ? u : ops.scale(u, factor);
    for (let power = highest - 1; power >= 0; power--) {
      const c = coefficients[power]!;
      if (c !== 0) value = ops.addScalar(value, c);
      if (power > 0) value = ops.mul(value, u);
    }
    return [value];
  }

  operators(): ScaledOperator[] {
    return [[this.scale, this.operator(this.domain)]];
  }
}
