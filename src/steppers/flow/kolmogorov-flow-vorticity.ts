/** Kolmogorov flow: two-dimensional turbulence that a standing wave keeps going, as vorticity. */

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
 * w_t + b (u · ∇) w = 2λ w + ν Δw - k γ cos(2π k x_1 / L) with u = (∂_1 ψ, -∂_0 ψ), ψ = Δ⁻¹w
 * (exponax: `KolmogorovFlowVorticity`, whose drag counts once per axis, and whose amplitude is k γ
 * in a domain of any extent, too).
 *
 * From noise stripes form, break up, and a chaotic flow of vortices remains; a negative drag takes
 * away what piles up in long waves. With L = 2π and γ = 1 the Reynolds number is 1/ν (Chandler and
 * Kerswell, J. Fluid Mech. 722, 2013, eq. 2.5); ν = 0.001 needs some 2000 points to be resolved,
 * ν = 0.01 with 128 points, and dt of some 0.01, are a good start.
 */
export class KolmogorovFlowVorticity extends SpectralStepper {
  /** @throws UserError in other than two dimensions, or for a mode that the grid does not have. */
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** ν, length² per time; default 0.001. */
        diffusivity?: number;
        /** b; default 1. */
        convectionScale?: number;
        /** λ, per time; default -0.1. */
        drag?: number;
        /** k, the wavenumber that is forced, a whole number; default 4. */
        injectionMode?: number;
        /** γ; default 1. */
        injectionScale?: number;
      },
  ) {
    const {
      diffusivity,
      convectionScale,
      drag,
      injectionMode,
      injectionScale,
      dealiasingFraction,
      ...options
    } = stepperOptions(
      given,
      {
        diffusivity: 0.001,
        convectionScale: 1,
        drag: -0.1,
        injectionMode: 4,
        injectionScale: 1,
        dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
      },
      NONLINEAR,
    );
    checkTwoDimensions('KolmogorovFlowVorticity', options);
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, [drag, 0, diffusivity]),
      nonlinear: vorticityConvection(options, {
        convectionScale,
        injectionMode,
        injectionScale,
        dealiasingFraction,
      }),
    });
  }
}
