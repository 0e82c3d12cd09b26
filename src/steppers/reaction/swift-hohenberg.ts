/** The Swift-Hohenberg equation. */

import {
  combination,
  complexProduct,
  identityOperator,
  laplaceOperator,
} from '../../spectral/index.js';
import { type EtdrkOptions, SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { polynomial } from '../nonlinear/polynomial.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * u_t = r u - (k + Δ)² u + sum_i c_i u^i (exponax: `SwiftHohenberg`).
 *
 * Waves of wavenumber sqrt(k) grow out of noise into stripes or, with a quadratic term, hexagons,
 * and stay. One channel. Good values: L = 10 π, r = 0.7, k = 1, dt = 0.02, N = 100.
 */
export class SwiftHohenberg extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** r, per time: how far above the threshold; default 0.7. */
        reactivity?: number;
        /** k, per length²; default 1. */
        criticalNumber?: number;
        /** c_i, per time; default (0, 0, 1, -1). */
        polynomialCoefficients?: readonly number[];
      },
  ) {
    const { reactivity, criticalNumber, polynomialCoefficients, dealiasingFraction, ...options } =
      stepperOptions(
        given,
        {
          reactivity: 0.7,
          criticalNumber: 1,
          polynomialCoefficients: [0, 0, 1, -1],
          dealiasingFraction: 1 / 2,
        },
        NONLINEAR,
      );
    const linear = () => {
      const identity = identityOperator(options);
      const shifted = combination([
        [criticalNumber, identity],
        [1, laplaceOperator(options)],
      ]);
      return combination([
        [reactivity, identity],
        [-1, complexProduct(shifted, shifted)],
      ]);
    };
    super(options, {
      numChannels: 1,
      linear,
      nonlinear: polynomial(options, { coefficients: polynomialCoefficients, dealiasingFraction }),
    });
  }
}
