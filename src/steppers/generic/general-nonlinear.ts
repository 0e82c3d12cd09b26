/**
 * All quadratic terms of one channel with a linear part of any order, in three interfaces:
 * u_t = b_0 u² + b_1/2 (1 · ∇) u² + b_2/2 (|∇u|² - its mean) + sum_j a_j sum_i ∂_i^j u.
 *
 * The nonlinear terms stand on the right-hand side: b_1 is minus the convection scale and b_2 minus
 * the gradient norm scale of the steppers that have these terms alone. What a solution does is
 * theirs: Burgers, Korteweg-de Vries, Kuramoto-Sivashinsky or Fisher. Kinds of coefficients:
 * `coefficients.ts`.
 */

import { UserError } from '../../errors.js';
import {
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { type QuadraticScales, quadratic } from '../nonlinear/quadratic.js';
import { NONLINEAR, NONLINEAR_GRID, stepperOptions } from '../options.js';
import {
  extractNormalizedCoefficientsFromDifficulty,
  extractNormalizedNonlinearScalesFromDifficulty,
} from './coefficients.js';
import { type GridOnly, genericLinearOperator } from './general-linear.js';

/** @throws UserError where there are more or fewer than three coefficients. */
function scalesOf(coefficients: readonly number[]): QuadraticScales {
  const [square, convection, gradientNorm] = coefficients;
  if (coefficients.length !== 3) {
    throw new UserError(
      `${coefficients.length} nonlinear coefficients; allowed: 3, of u², convection and |∇u|²`,
    );
  }
  return [square!, convection!, gradientNorm!];
}

/** Physical coefficients (exponax: `GeneralNonlinearStepper`). */
export class GeneralNonlinearStepper extends SpectralStepper {
  /** @throws UserError where there are not three nonlinear coefficients. */
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** a_j, length^j per time; default (0, 0, 0.01). */
        linearCoefficients?: readonly number[];
        /** (b_0, b_1, b_2); default (0, -1, 0): Burgers' equation. */
        nonlinearCoefficients?: readonly number[];
      },
  ) {
    const { linearCoefficients, nonlinearCoefficients, dealiasingFraction, ...options } =
      stepperOptions(
        given,
        {
          linearCoefficients: [0, 0, 0.01],
          nonlinearCoefficients: [0, -1, 0],
          dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
        },
        NONLINEAR,
      );
    const scales = scalesOf(nonlinearCoefficients);
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, linearCoefficients),
      nonlinear: quadratic(options, { scales, dealiasingFraction }),
    });
  }
}

/** Normalized coefficients (exponax: `NormalizedNonlinearStepper`). */
export class NormalizedNonlinearStepper extends GeneralNonlinearStepper {
  /** @throws UserError where there are not three nonlinear coefficients. */
  constructor(
    given: GridOnly &
      EtdrkOptions & {
        /** alpha_j = a_j dt / L^j; default (0, 0, 0.01). */
        normalizedLinearCoefficients?: readonly number[];
        /** (b_0 dt, b_1 dt / L, b_2 dt / L²); default (0, -0.1, 0). */
        normalizedNonlinearCoefficients?: readonly number[];
      },
  ) {
    const { normalizedLinearCoefficients, normalizedNonlinearCoefficients, ...rest } =
      stepperOptions(
        given,
        {
          normalizedLinearCoefficients: [0, 0, 0.01],
          normalizedNonlinearCoefficients: [0, -0.1, 0],
        },
        NONLINEAR_GRID,
      );
    super({
      ...rest,
      domainExtent: 1,
      dt: 1,
      linearCoefficients: normalizedLinearCoefficients,
      nonlinearCoefficients: normalizedNonlinearCoefficients,
    });
  }
}

/** Difficulties (exponax: `DifficultyNonlinearStepper`). */
export class DifficultyNonlinearStepper extends NormalizedNonlinearStepper {
  /** @throws UserError where there are not three nonlinear difficulties. */
  constructor(
    given: GridOnly &
      EtdrkOptions & {
        /** gamma_j = alpha_j N^j 2^(j-1) D; default (0, 0, 46.08). */
        linearDifficulties?: readonly number[];
        /** (beta_0, beta_1 M N D, beta_2 M N² D); default (0, -4.8, 0). */
        nonlinearDifficulties?: readonly number[];
        /** M, the largest |u| that is expected; default 1. */
        maximumAbsolute?: number;
      },
  ) {
    const { linearDifficulties, nonlinearDifficulties, maximumAbsolute, ...rest } = stepperOptions(
      given,
      {
        linearDifficulties: [0, 0, 46.08],
        nonlinearDifficulties: [0, -4.8, 0],
        maximumAbsolute: 1,
      },
      NONLINEAR_GRID,
    );
    super({
      ...rest,
      normalizedLinearCoefficients: extractNormalizedCoefficientsFromDifficulty(
        linearDifficulties,
        rest,
      ),
      normalizedNonlinearCoefficients: extractNormalizedNonlinearScalesFromDifficulty(
        scalesOf(nonlinearDifficulties),
        { ...rest, maximumAbsolute },
      ),
    });
  }
}
