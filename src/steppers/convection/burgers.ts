/** The viscous Burgers equation. */

import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import { diffusionOperator } from '../linear-operators.js';
import { type ConvectionForm, ConvectionStepper } from './convection-stepper.js';

/**
 * u_t + b (u · ∇) u = ν Δu, or u_t + b/2 ∇ · (u ⊗ u) = ν Δu with `conservative`.
 *
 * Waves steepen into shocks that diffusion keeps smooth. As many channels as axes, or one with
 * `singleChannel`.
 */
export class Burgers extends ConvectionStepper {
  constructor({
    diffusivity = 0.1,
    convectionScale = 1,
    ...options
  }: StepperOptions &
    ConvectionForm &
    EtdrkOptions & { diffusivity?: number; convectionScale?: number }) {
    super(options, { linear: () => diffusionOperator(options, diffusivity), convectionScale });
  }
}
