/** The viscous Burgers equation. */

import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import { diffusionOperator } from '../linear-operators.js';
import { CONVECTIVE, stepperOptions } from '../options.js';
import { type ConvectionForm, ConvectionStepper } from './convection-stepper.js';

/**
 * u_t + b (u · ∇) u = ν Δu, or u_t + b/2 ∇ · (u ⊗ u) = ν Δu with `conservative` (exponax:
 * `Burgers`).
 *
 * Waves steepen into shocks that diffusion keeps smooth, then decay. As many channels as axes, or
 * one with `singleChannel`. A grid that is too coarse for the shocks rings: their width is about
 * ν / |b u|. Good values: L = 2π, N = 100, dt = 0.01, ν = 0.03, from a state of a few long waves of
 * height 1.
 */
export class Burgers extends ConvectionStepper {
  constructor(
    given: StepperOptions &
      ConvectionForm &
      EtdrkOptions & {
        /** ν, length² per time; default 0.1. */
        diffusivity?: number;
        /** b; default 1. */
        convectionScale?: number;
      },
  ) {
    const { diffusivity, convectionScale, ...options } = stepperOptions(
      given,
      { diffusivity: 0.1, convectionScale: 1 },
      CONVECTIVE,
    );
    super(options, { linear: () => diffusionOperator(options, diffusivity), convectionScale });
  }
}
