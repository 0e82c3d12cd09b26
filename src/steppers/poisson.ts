/** The Poisson equation, solved as if it were one step. */

import { type Rule, wholeFrom } from '../checks.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { type Domain, laplaceOperator, spatialShape, wholePower } from '../spectral/index.js';
import { checkState, type Stepper } from './base-stepper.js';
import { applyOperator } from './linear-combination.js';
import { DOMAIN, stepperOptions } from './options.js';

const EVEN: Rule = {
  allowed: '2, 4, 6, …',
  fits: (order) => wholeFrom(1).fits(order) && (order as number) % 2 === 0,
};

/**
 * Δu = -f, or sum_i ∂_i^order u = -f: `step` takes f, one channel, to the u of mean 0 (exponax:
 * `poisson.Poisson`). The mean of f, for which there is no solution, does not count.
 */
export class Poisson implements Stepper {
  readonly dims: number;
  readonly domainExtent: number;
  readonly numPoints: number;
  /** Channels of a state. */
  readonly numChannels = 1;
  /** A solve takes no time. */
  readonly dt = 0;
  private readonly order: number;
  private inverse: Float64Array | undefined;

  /** @throws UserError for options that cannot be: an order that is not even and positive. */
  constructor(
    given: Domain & {
      /** Of the derivatives, even; default 2. */
      order?: number;
    },
  ) {
    const { order, ...domain } = stepperOptions(given, { order: 2 }, { ...DOMAIN, order: EVEN });
    this.dims = domain.dims;
    this.domainExtent = domain.domainExtent;
    this.numPoints = domain.numPoints;
    this.order = order;
  }

  step(f: Tensor): Tensor {
    checkState(this, f);
    const { dims, numPoints } = this;
    this.inverse ??= laplaceOperator(this, this.order).map((value) =>
      value === 0 ? 0 : -1 / (value * wholePower(numPoints, dims)),
    );
    const uHat = applyOperator(ops.rfft(f, dims), this.inverse);
    return ops.irfft(uHat, spatialShape(dims, numPoints));
  }
}
