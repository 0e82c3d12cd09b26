/** The Cahn-Hilliard equation. */

import { combination, complexProduct, laplaceOperator } from '../../spectral/index.js';
import { type EtdrkOptions, SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { polynomial } from '../nonlinear/polynomial.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * u_t = ν Δ(c_3 u³ + c_1 u - γ Δu) (exponax: `CahnHilliard`).
 *
 * With c_3 = 1 and c_1 = -1 a mixture separates into the phases 1 and -1, whose droplets grow at
 * the expense of smaller ones; the mean is kept. Walls have a width of about sqrt(γ). One channel.
 * Good values: L = 1, N = 100, dt = 0.01 (0.1 is too large), from noise between -0.5 and 0.5.
 */
export class CahnHilliard extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** ν, length² per time; default 0.01. */
        diffusivity?: number;
        /** γ, length²: the surface tension; default 0.001. */
        gamma?: number;
        /** c_1; default -1. */
        firstOrderCoefficient?: number;
        /** c_3; default 1. */
        thirdOrderCoefficient?: number;
      },
  ) {
    const {
      diffusivity,
      gamma,
      firstOrderCoefficient,
      thirdOrderCoefficient,
      dealiasingFraction,
      ...options
    } = stepperOptions(
      given,
      {
        diffusivity: 0.01,
        gamma: 0.001,
        firstOrderCoefficient: -1,
        thirdOrderCoefficient: 1,
        dealiasingFraction: 1 / 2,
      },
      NONLINEAR,
    );
    const linear = () => {
      const laplace = laplaceOperator(options);
      return combination([
        [diffusivity * firstOrderCoefficient, laplace],
        [-diffusivity * gamma, complexProduct(laplace, laplace)],
      ]);
    };
    super(options, {
      numChannels: 1,
      linear,
      nonlinear: polynomial(options, {
        coefficients: [0, 0, 0, diffusivity * thirdOrderCoefficient],
        dealiasingFraction,
        operator: laplaceOperator,
      }),
    });
  }
}
