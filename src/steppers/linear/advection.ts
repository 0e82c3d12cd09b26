/** The advection equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { advectionOperator, type Vector } from '../linear-operators.js';

/** u_t + c · ∇u = 0: the initial state moves with velocity c. */
export class Advection extends SpectralStepper {
  constructor({ velocity = 1, ...options }: StepperOptions & { velocity?: Vector }) {
    super(options, { numChannels: 1, linear: () => advectionOperator(options, velocity) });
  }
}
