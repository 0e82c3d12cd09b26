/**
 * A gradient norm with a linear part of any order, in three interfaces:
 * u_t + b/2 (|∇u|² - its mean) = sum_j a_j sum_i ∂_i^j u.
 *
 * Fronts grow along their normals; with a_2 < 0 and a_4 < 0, as by default, it is the equation of
 * Kuramoto and Sivashinsky in its combustion form, which is chaotic. The mean of u is kept, since
 * the mean of |∇u|² is taken away. One channel. Kinds of coefficients: `coefficients.ts`.
 */

import {
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { quadratic } from '../nonlinear/quadratic.js';
import { NONLINEAR, NONLINEAR_GRID, stepperOptions } from '../options.js';
import {
  extractNormalizedCoefficientsFromDifficulty,
  extractNormalizedGradientNormScaleFromDifficulty,
} from './coefficients.js';
import { type GridOnly, genericLinearOperator } from './general-linear.js';

/** Physical coefficients (exponax: `GeneralGradientNormStepper`). */
export class GeneralGradientNormStepper extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** a_j, length^j per time; default (0, 0, -1, 0, -1), good with L = 60 and dt = 0.1. */
        linearCoefficients?: readonly number[];
        /** b; default 1. */
        gradientNormScale?: number;
      },
  ) {
    const { linearCoefficients, gradientNormScale, dealiasingFraction, ...options } =
      stepperOptions(
        given,
        {
          linearCoefficients: [0, 0, -1, 0, -1],
          gradientNormScale: 1,
          dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
        },
        NONLINEAR,
      );
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, linearCoefficients),
      nonlinear: quadratic(options, { scales: [0, 0, -gradientNormScale], dealiasingFraction }),
    });
  }
}

/** Normalized coefficients (exponax: `NormalizedGradientNormStepper`). */
export class NormalizedGradientNormStepper extends GeneralGradientNormStepper {
  constructor(
    given: GridOnly &
      EtdrkOptions & {
        /** alpha_j = a_j dt / L^j; default: those of L = 60, dt = 0.1. */
        normalizedLinearCoefficients?: readonly number[];
        /** beta_2 = b dt / L²; default: that of L = 60, dt = 0.1. */
        normalizedGradientNormScale?: number;
      },
  ) {
    const { normalizedLinearCoefficients, normalizedGradientNormScale, ...rest } = stepperOptions(
      given,
      {
        normalizedLinearCoefficients: [0, 0, -0.1 / 3600, 0, -0.1 / 12960000],
        normalizedGradientNormScale: 0.1 / 3600,
      },
      NONLINEAR_GRID,
    );
    super({
      ...rest,
      domainExtent: 1,
      dt: 1,
      linearCoefficients: normalizedLinearCoefficients,
      gradientNormScale: normalizedGradientNormScale,
    });
  }
}

/** Difficulties (exponax: `DifficultyGradientNormStepper`). */
export class DifficultyGradientNormStepper extends NormalizedGradientNormStepper {
  constructor(
    given: GridOnly &
      EtdrkOptions & {
        /** gamma_j = alpha_j N^j 2^(j-1) D; default (0, 0, -0.128, 0, -0.32768). */
        linearDifficulties?: readonly number[];
        /** delta_2 = beta_2 M N² D; default 0.064. */
        gradientNormDifficulty?: number;
        /** M, the largest |u| that is expected; default 1. */
        maximumAbsolute?: number;
      },
  ) {
    const { linearDifficulties, gradientNormDifficulty, maximumAbsolute, ...rest } = stepperOptions(
      given,
      {
        linearDifficulties: [0, 0, -0.128, 0, -0.32768],
        gradientNormDifficulty: 0.064,
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
      normalizedGradientNormScale: extractNormalizedGradientNormScaleFromDifficulty(
        gradientNormDifficulty,
        { ...rest, maximumAbsolute },
      ),
    });
  }
}
