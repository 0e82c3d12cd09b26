/**
 * A polynomial reaction with a linear part of any order, in three interfaces:
 * u_t = sum_i c_i u^i + sum_j a_j sum_i ∂_i^j u.
 *
 * With a growth a_0 > 0 and c_2 < 0, as by default, patches grow, spread and saturate where the two
 * cancel. The linear a_0 counts once per axis, as in `general-linear.ts`, c_1 does not. One
 * channel. Kinds of coefficients: `coefficients.ts`.
 */

import {
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { polynomial } from '../nonlinear/polynomial.js';
import { NONLINEAR, NONLINEAR_GRID, stepperOptions } from '../options.js';
import { extractNormalizedCoefficientsFromDifficulty } from './coefficients.js';
import { type GridOnly, genericLinearOperator } from './general-linear.js';

/** Physical coefficients (exponax: `GeneralPolynomialStepper`). */
export class GeneralPolynomialStepper extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** a_j, length^j per time; default (10, 0, 1), good with L = 10 and dt = 0.001. */
        linearCoefficients?: readonly number[];
        /** c_i, per time; default (0, 0, -10). Those of powers above 2 want a lower dealiasing. */
        polynomialCoefficients?: readonly number[];
      },
  ) {
    const { linearCoefficients, polynomialCoefficients, dealiasingFraction, ...options } =
      stepperOptions(
        given,
        {
          linearCoefficients: [10, 0, 1],
          polynomialCoefficients: [0, 0, -10],
          dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
        },
        NONLINEAR,
      );
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, linearCoefficients),
      nonlinear: polynomial(options, { coefficients: polynomialCoefficients, dealiasingFraction }),
    });
  }
}

/** Normalized coefficients (exponax: `NormalizedPolynomialStepper`). */
export class NormalizedPolynomialStepper extends GeneralPolynomialStepper {
  constructor(
    given: GridOnly &
      EtdrkOptions & {
        /** alpha_j = a_j dt / L^j; default (0.01, 0, 0.00001). */
        normalizedLinearCoefficients?: readonly number[];
        /** c_i dt; default (0, 0, -0.01). */
        normalizedPolynomialCoefficients?: readonly number[];
      },
  ) {
    const { normalizedLinearCoefficients, normalizedPolynomialCoefficients, ...rest } =
      stepperOptions(
        given,
        {
          normalizedLinearCoefficients: [0.01, 0, 0.00001],
          normalizedPolynomialCoefficients: [0, 0, -0.01],
        },
        NONLINEAR_GRID,
      );
    super({
      ...rest,
      domainExtent: 1,
      dt: 1,
      linearCoefficients: normalizedLinearCoefficients,
      polynomialCoefficients: normalizedPolynomialCoefficients,
    });
  }
}

/** Difficulties (exponax: `DifficultyPolynomialStepper`). */
export class DifficultyPolynomialStepper extends NormalizedPolynomialStepper {
  constructor(
    given: GridOnly &
      EtdrkOptions & {
        /** gamma_j = alpha_j N^j 2^(j-1) D; default (0.01, 0, 0.04608). */
        linearDifficulties?: readonly number[];
        /** c_i dt, as the normalized ones; default (0, 0, -0.01). */
        polynomialDifficulties?: readonly number[];
      },
  ) {
    const { linearDifficulties, polynomialDifficulties, ...rest } = stepperOptions(
      given,
      { linearDifficulties: [0.01, 0, 0.04608], polynomialDifficulties: [0, 0, -0.01] },
      NONLINEAR_GRID,
    );
    super({
      ...rest,
      normalizedLinearCoefficients: extractNormalizedCoefficientsFromDifficulty(
        linearDifficulties,
        rest,
      ),
      normalizedPolynomialCoefficients: polynomialDifficulties,
    });
  }
}
