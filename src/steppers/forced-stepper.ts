/** A stepper with a forcing that is given at every step. */

import { check } from '../checks.js';
import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { STEPPER, type Stepper } from './base-stepper.js';

/** What advances states with the help of a second array of the states' shape. */
export interface AuxStepper extends Omit<Stepper, 'step'> {
  /** One step of states `[E, B, C, ...space]`; extents of `aux` may be 1 before the channels. */
  step(u: Tensor, aux: Tensor): Tensor;
}

/**
 * u_t = (what `stepper` solves) + f: adds dt f to the state, then takes a step of `stepper`, which
 * is of first order in time (exponax: `ForcedStepper`).
 */
export class ForcedStepper implements AuxStepper {
  /** @throws UserError for what is no stepper. */
  constructor(
    /** What makes a step of the state without f. */
    readonly stepper: Stepper,
  ) {
    check('what is forced', stepper, STEPPER);
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

  get dt(): number {
    return this.stepper.dt;
  }

  /** One step of u under the forcing f, which is constant over the step. */
  step(u: Tensor, f: Tensor): Tensor {
    if (f === undefined) {
      throw new UserError('a ForcedStepper takes a forcing: { takesAux: true } and a second array');
    }
    return this.stepper.step(ops.add(u, ops.scale(f, this.dt)));
  }
}
