/** The Fisher-KPP equation. */

import { combination, identityOperator, laplaceOperator } from '../../spectral/index.js';
import {
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { polynomial } from '../nonlinear/polynomial.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * u_t = ν Δu + r u (1 - u) (exponax: `FisherKPP`).
 *
 * A population between 0 and 1 grows where it is and spreads at the speed 2 sqrt(ν r) until it is 1
 * everywhere; below 0 it falls without bound. One channel. Good values: states in [0, 1], L = 10,
 * r = 10, ν = 1, dt = 0.001.
 */
export class FisherKPP extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** ν, length² per time; default 0.01. */
        diffusivity?: number;
        /** r, per time; default 1. */
        reactivity?: number;
      },
  ) {
    const { diffusivity, reactivity, dealiasingFraction, ...options } = stepperOptions(
      given,
      { diffusivity: 0.01, reactivity: 1, dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction },
      NONLINEAR,
    );
    super(options, {
      numChannels: 1,
      linear: () =>
        combination([
          [diffusivity, laplaceOperator(options)],
          [reactivity, identityOperator(options)],
        ]),
      nonlinear: polynomial(options, { coefficients: [0, 0, -reactivity], dealiasingFraction }),
    });
  }
}
