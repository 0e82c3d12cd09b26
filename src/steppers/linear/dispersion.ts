/** The dispersion (Airy) equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { dispersionOperator, type Vector } from '../linear-operators.js';

/** u_t = ξ · ∇³u: short waves travel faster than long ones. */
export class Dispersion extends SpectralStepper {
  constructor({
    dispersivity = 1,
    advectOnDiffusion = false,
    ...options
  }: StepperOptions & { dispersivity?: Vector; advectOnDiffusion?: boolean }) {
    super(options, {
      numChannels: 1,
      linear: () => dispersionOperator(options, dispersivity, advectOnDiffusion),
    });
  }
}
