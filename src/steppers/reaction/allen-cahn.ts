/** The Allen-Cahn equation. */

import { combination, identityOperator, laplaceOperator } from '../../spectral/index.js';
import { type EtdrkOptions, SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { polynomial } from '../nonlinear/polynomial.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * u_t = ν Δu + c_1 u + c_3 u³ (exponax: `AllenCahn`).
 *
 * With c_1 = 1 and c_3 = -1 a state falls apart into the phases 1 and -1, with walls of width about
 * sqrt(ν) between them that straighten and shrink; how much there is of each phase is not kept. One
 * channel. Good values: L = 4, N = 100, dt = 0.1, from noise between -0.5 and 0.5.
 */
export class AllenCahn extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** ν, length² per time; default 0.005. */
        diffusivity?: number;
        /** c_1, per time; default 1. */
        firstOrderCoefficient?: number;
        /** c_3, per time; default -1. */
        thirdOrderCoefficient?: number;
      },
  ) {
    const {
      diffusivity,
      firstOrderCoefficient,
      thirdOrderCoefficient,
      dealiasingFraction,
      ...options
    } = stepperOptions(
      given,
      {
        diffusivity: 0.005,
        firstOrderCoefficient: 1,
        thirdOrderCoefficient: -1,
        dealiasingFraction: 1 / 2,
      },
      NONLINEAR,
    );
    super(options, {
      numChannels: 1,
      linear: () =>
        combination([
          [diffusivity, laplaceOperator(options)],
          [firstOrderCoefficient, identityOperator(options)],
        ]),
      nonlinear: polynomial(options, {
        coefficients: [0, 0, 0, thirdOrderCoefficient],
        dealiasingFraction,
      }),
    });
  }
}
