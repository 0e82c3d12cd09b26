/** The viscous Burgers equation. */

import type { EtdrkOptions, StepperOptions } from './base-stepper.js';
import { type ConvectionForm, ConvectionStepper } from './general-convection.js';
import { diffusionOperator } from './linear-operators.js';

/**
 * u_t + b (u · ∇) u = ν Δu, or u_t + b/2 ∇ · (u ⊗ u) = ν Δu with `conservative`.
 *
 * Waves steepen into shocks that diffusion keeps smooth. As many channels as axes, or one with
 * `singleChannel`.
 */
export class Burgers extends ConvectionStepper {
  constructor({
    dims,
    domainExtent,
    numPoints,
    dt,
    diffusivity = 0.1,
    convectionScale = 1,
    ...form
  }: StepperOptions &
    ConvectionForm &
    EtdrkOptions & { diffusivity?: number; convectionScale?: number }) {
    const options = { dims, domainExtent, numPoints, dt };
    super(options, () => diffusionOperator(options, diffusivity), convectionScale, form);
  }
}
