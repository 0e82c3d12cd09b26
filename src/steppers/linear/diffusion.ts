/** The diffusion (heat) equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { diffusionOperator, type Matrix } from '../linear-operators.js';

/** u_t = ∇ · (A ∇u): every mode but the mean decays. */
export class Diffusion extends SpectralStepper {
  constructor({ diffusivity = 0.01, ...options }: StepperOptions & { diffusivity?: Matrix }) {
    super(options, { numChannels: 1, linear: () => diffusionOperator(options, diffusivity) });
  }
}
