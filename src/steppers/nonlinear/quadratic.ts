/** The quadratic terms of one channel: of reactions, of convection, of fronts. */

import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import {
  combination,
  type Domain,
  dealiasingCutoff,
  derivativeOperator,
  identityOperator,
  powerOperator,
} from '../../spectral/index.js';
import { applyOperator } from '../linear-combination.js';
import { dealiased } from './dealiased.js';
import type { NonlinearFunction, ScaledOperator } from './nonlinear-function.js';

/** b_0, b_1 and b_2 of the quadratic terms. */
export type QuadraticScales = readonly [square: number, convection: number, gradientNorm: number];

/**
 * N(u) = b_0 u² + b_1/2 (1 · ∇) u² + b_2/2 (|∇u|² - its mean), all on the right-hand side; null
 * where all of b are zero. Without the mean of its squares the gradient norm leaves the mean of u
 * where it is (exponax: `zero_mode_fix`).
 */
export function quadratic(
  domain: Domain,
  { scales, dealiasingFraction }: { scales: QuadraticScales; dealiasingFraction: number },
): NonlinearFunction | null {
  if (scales.every((scale) => scale === 0)) return null;
  return new Quadratic(domain, scales, dealiasingCutoff(dealiasingFraction, domain.numPoints));
}

class Quadratic implements NonlinearFunction {
  readonly degree = 2;
  private derivatives: Float64Array[] | undefined;

  constructor(
    private readonly domain: Domain,
    private readonly scales: QuadraticScales,
    private readonly cutoff: number,
  ) {}

  products(uHat: Tensor): Tensor[] {
    const [square, convection, gradientNorm] = this.scales;
    const fields: Tensor[] = [];
    if (square !== 0 || convection !== 0) {
      fields.push(ops.square(dealiased(uHat, this.domain, this.cutoff)));
    }
    if (gradientNorm !== 0) fields.push(this.squaredSlope(uHat));
    return fields;
  }

  operators(): ScaledOperator[] {
    const { domain } = this;
    const [square, convection, gradientNorm] = this.scales;
    const operators: ScaledOperator[] = [];
    if (square !== 0 || convection !== 0) {
      const whole = combination([
        [square, identityOperator(domain)],
        [convection / 2, powerOperator(domain, 1)],
      ]);
      operators.push([1, whole]);
    }
    if (gradientNorm !== 0) {
      const withoutMean = identityOperator(domain);
      withoutMean[0] = 0;
      operators.push([gradientNorm / 2, withoutMean]);
    }
    return operators;
  }

  /** |∇u|² */
  private squaredSlope(uHat: Tensor): Tensor {
    const { domain, cutoff } = this;
    this.derivatives ??= axesOf(derivativeOperator(domain), domain.dims);
    return this.derivatives
      .map((derivative) => ops.square(dealiased(applyOperator(uHat, derivative), domain, cutoff)))
      .reduce((sum, part) => ops.add(sum, part));
  }
}

/** The operators of the axes, each `[2, ...modes]`, of `[D, 2, ...modes]`. */
function axesOf(operators: Float64Array, dims: number): Float64Array[] {
  const size = operators.length / dims;
  return Array.from({ length: dims }, (_, axis) =>
    operators.subarray(axis * size, (axis + 1) * size),
  );
}
