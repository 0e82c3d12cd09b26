/** The advection equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { advectionOperator, type Vector, vectorOf } from '../linear-operators.js';
import { stepperOptions } from '../options.js';

/**
 * u_t + c · ∇u = 0, solved exactly (exponax: `Advection`).
 *
 * The initial state moves with velocity c through the periodic domain and keeps its shape. Keep
 * |c| dt below half a domain, or the direction can no longer be told.
 */
export class Advection extends SpectralStepper {
  /** @throws UserError for a velocity of another length than the number of axes. */
  constructor(
    given: StepperOptions & {
      /** c, length per time: a number for all axes or one per axis; default 1. */
      velocity?: Vector;
    },
  ) {
    const { velocity, ...options } = stepperOptions(given, { velocity: 1 });
    const c = vectorOf(options.dims, velocity);
    super(options, { numChannels: 1, linear: () => advectionOperator(options, c) });
  }
}
