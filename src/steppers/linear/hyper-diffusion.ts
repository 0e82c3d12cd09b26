/** The hyper-diffusion equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { hyperDiffusionOperator } from '../linear-operators.js';

/** u_t = -μ ∇⁴u: short waves decay much faster than under diffusion. */
export class HyperDiffusion extends SpectralStepper {
  constructor({
    hyperDiffusivity = 0.0001,
    diffuseOnDiffuse = false,
    ...options
  }: StepperOptions & { hyperDiffusivity?: number; diffuseOnDiffuse?: boolean }) {
    super(options, {
      numChannels: 1,
      linear: () => hyperDiffusionOperator(options, hyperDiffusivity, diffuseOnDiffuse),
    });
  }
}
