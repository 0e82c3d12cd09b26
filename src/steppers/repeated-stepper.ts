/** Several substeps as one step. */

import { check, type Rule, wholeFrom } from '../checks.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { spatialShape, wholePower } from '../spectral/index.js';
import { checkState, type SpectralStepper, type Stepper } from './base-stepper.js';

const SPECTRAL: Rule = {
  allowed: 'a SpectralStepper',
  fits: (value) => typeof (value as SpectralStepper | null)?.stepFourier === 'function',
};

/**
 * Takes `numSubSteps` steps of a stepper in Fourier space with a single pair of transforms
 * (exponax: `RepeatedStepper`). It differs from stepping on the grid only in what the inverse
 * transform drops, the Nyquist mode's imaginary part.
 */
export class RepeatedStepper implements Stepper {
  /** @throws UserError for another kind of stepper, and where the number of substeps is no whole number above 0. */
  constructor(
    /** What is repeated. */
    readonly stepper: SpectralStepper,
    /** How often, in one step. */
    readonly numSubSteps: number,
  ) {
    check('what is repeated', stepper, SPECTRAL);
    check('the number of substeps', numSubSteps, wholeFrom(1));
  }

  get dims(): number {
    return this.stepper.dims;
  }

  get numPoints(): number {
    return this.stepper.numPoints;
  }

  get numChannels(): number {
    return this.stepper.numChannels;
  }

  get domainExtent(): number {
    return this.stepper.domainExtent;
  }

  /** The time that one step of this stepper covers. */
  get dt(): number {
    return this.stepper.dt * this.numSubSteps;
  }

  step(u: Tensor): Tensor {
    checkState(this, u);
    const { stepper, dims, numPoints, numSubSteps } = this;
    const first = stepper.stepFourier(ops.rfft(u, dims), wholePower(numPoints, dims));
    return ops.irfft(repeatFourier(stepper, first, numSubSteps - 1), spatialShape(dims, numPoints));
  }
}

function repeatFourier(stepper: SpectralStepper, uHat: Tensor, times: number): Tensor {
  if (times === 0) return uHat;
  const { carry } = ops.repeat(times, { carry: [uHat] }, ([v]) => ({
    carry: [stepper.stepFourier(v!)],
  }));
  return carry[0]!;
}
