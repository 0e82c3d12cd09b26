/** The advection-diffusion equation. */

import { combination } from '../../spectral/index.js';
import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import {
  advectionOperator,
  diffusionOperator,
  type Matrix,
  type Vector,
} from '../linear-operators.js';

/** u_t + c · ∇u = ∇ · (A ∇u). */
export class AdvectionDiffusion extends SpectralStepper {
  constructor({
    velocity = 1,
    diffusivity = 0.01,
    ...options
  }: StepperOptions & { velocity?: Vector; diffusivity?: Matrix }) {
    super(options, {
      numChannels: 1,
      linear: () =>
        combination([
          [1, advectionOperator(options, velocity)],
          [1, diffusionOperator(options, diffusivity)],
        ]),
    });
  }
}
