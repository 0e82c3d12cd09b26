/** The incompressible Navier-Stokes equations in two dimensions, as vorticity. */

import {
  checkTwoDimensions,
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { genericLinearOperator } from '../generic/general-linear.js';
import { vorticityConvection } from '../nonlinear/vorticity-convection.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * w_t + b (u · ∇) w = 2λ w + ν Δw with u = (∂_1 ψ, -∂_0 ψ), ψ = Δ⁻¹w (exponax:
 * `NavierStokesVorticity`, whose drag counts once per axis, too).
 *
 * Vortices of one sign merge into larger ones, filaments between them are wound up and diffuse:
 * decaying turbulence. The Reynolds number is |u| L / ν. Good values: L = 1, N = 50, dt = 0.01,
 * ν = 0.0003 from a state of a few long waves; the more turbulent, the smaller a step must be.
 */
export class NavierStokesVorticity extends SpectralStepper {
  /** @throws UserError in other than two dimensions. */
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** ν, length² per time; default 0.01. */
        diffusivity?: number;
        /** b; default 1. */
        vorticityConvectionScale?: number;
        /** λ, per time; negative takes energy from long waves; default 0. */
        drag?: number;
      },
  ) {
    const { diffusivity, vorticityConvectionScale, drag, dealiasingFraction, ...options } =
      stepperOptions(
        given,
        {
          diffusivity: 0.01,
          vorticityConvectionScale: 1,
          drag: 0,
          dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
        },
        NONLINEAR,
      );
    checkTwoDimensions('NavierStokesVorticity', options);
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, [drag, 0, diffusivity]),
      nonlinear: vorticityConvection(options, {
        convectionScale: vorticityConvectionScale,
        injectionMode: 0,
        injectionScale: 0,
        dealiasingFraction,
      }),
    });
  }
}
