/** The convection of vorticity with a linear part of any order, in two dimensions. */

import {
  checkTwoDimensions,
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { vorticityConvection } from '../nonlinear/vorticity-convection.js';
import { NONLINEAR, stepperOptions } from '../options.js';
import { genericLinearOperator } from './general-linear.js';

/**
 * w_t + b (∂_1 Δ⁻¹w ∂_0 w - ∂_0 Δ⁻¹w ∂_1 w) = sum_j a_j sum_i ∂_i^j w - k γ cos(2π k x_1 / L)
 * (exponax: `GeneralVorticityConvectionStepper`; its amplitude has no factor 2π/L, either).
 *
 * Without injection vortices merge and decay, as in `NavierStokesVorticity`; with it stripes form,
 * break up and become turbulent, as in `KolmogorovFlowVorticity`. One channel.
 */
export class GeneralVorticityConvectionStepper extends SpectralStepper {
  /** @throws UserError in other than two dimensions, or for a mode that the grid does not have. */
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** b; default 1. */
        vorticityConvectionScale?: number;
        /** a_j, length^j per time; default (0, 0, 0.001): Re = 1000 in a unit square. */
        linearCoefficients?: readonly number[];
        /** k, the wavenumber that is forced, a whole number; default 4. */
        injectionMode?: number;
        /** γ; default 0: no forcing. */
        injectionScale?: number;
      },
  ) {
    const {
      vorticityConvectionScale,
      linearCoefficients,
      injectionMode,
      injectionScale,
      dealiasingFraction,
      ...options
    } = stepperOptions(
      given,
      {
        vorticityConvectionScale: 1,
        linearCoefficients: [0, 0, 0.001],
        injectionMode: 4,
        injectionScale: 0,
        dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
      },
      NONLINEAR,
    );
    checkTwoDimensions('GeneralVorticityConvectionStepper', options);
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, linearCoefficients),
      nonlinear: vorticityConvection(options, {
        convectionScale: vorticityConvectionScale,
        injectionMode,
        injectionScale,
        dealiasingFraction,
      }),
    });
  }
}
