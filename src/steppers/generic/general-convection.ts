/**
 * Convection with a linear part of any order, in three interfaces:
 * u_t + b/2 ∇·(u ⊗ u) = sum_j a_j sum_i ∂_i^j u (conservative), or with b (u·∇) u.
 *
 * Waves steepen where they run into each other; what the linear part does decides whether shocks
 * (a_2 > 0), solitons (a_3) or chaos (a_2 < 0, a_4 < 0) come of it. As many channels as axes, or
 * one with `singleChannel`. Kinds of coefficients: `coefficients.ts`.
 */

import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import { type ConvectionForm, ConvectionStepper } from '../convection/convection-stepper.js';
import { CONVECTIVE, CONVECTIVE_GRID, stepperOptions } from '../options.js';
import {
  extractNormalizedCoefficientsFromDifficulty,
  extractNormalizedConvectionScaleFromDifficulty,
} from './coefficients.js';
import { type GridOnly, genericLinearOperator } from './general-linear.js';

/** Physical coefficients (exponax: `GeneralConvectionStepper`). */
export class GeneralConvectionStepper extends ConvectionStepper {
  constructor(
    given: StepperOptions &
      ConvectionForm &
      EtdrkOptions & {
        /** a_j, length^j per time; default (0, 0, 0.01): Burgers' equation. */
        linearCoefficients?: readonly number[];
        /** b; default 1. */
        convectionScale?: number;
      },
  ) {
    const { linearCoefficients, convectionScale, ...options } = stepperOptions(
      given,
      { linearCoefficients: [0, 0, 0.01], convectionScale: 1 },
      CONVECTIVE,
    );
    super(options, {
      linear: () => genericLinearOperator(options, linearCoefficients),
      convectionScale,
    });
  }
}

/** Normalized coefficients (exponax: `NormalizedConvectionStepper`). */
export class NormalizedConvectionStepper extends GeneralConvectionStepper {
  constructor(
    given: GridOnly &
      ConvectionForm &
      EtdrkOptions & {
        /** alpha_j = a_j dt / L^j; default (0, 0, 0.001). */
        normalizedLinearCoefficients?: readonly number[];
        /** beta_1 = b dt / L; default 0.1. */
        normalizedConvectionScale?: number;
      },
  ) {
    const { normalizedLinearCoefficients, normalizedConvectionScale, ...rest } = stepperOptions(
      given,
      { normalizedLinearCoefficients: [0, 0, 0.01 * 0.1], normalizedConvectionScale: 0.1 },
      CONVECTIVE_GRID,
    );
    super({
      ...rest,
      domainExtent: 1,
      dt: 1,
      linearCoefficients: normalizedLinearCoefficients,
      convectionScale: normalizedConvectionScale,
    });
  }
}

/** Difficulties (exponax: `DifficultyConvectionStepper`). */
export class DifficultyConvectionStepper extends NormalizedConvectionStepper {
  constructor(
    given: GridOnly &
      ConvectionForm &
      EtdrkOptions & {
        /** gamma_j = alpha_j N^j 2^(j-1) D; default (0, 0, 4.5). */
        linearDifficulties?: readonly number[];
        /** delta_1 = beta_1 M N D; default 5. */
        convectionDifficulty?: number;
        /** M, the largest |u| that is expected; default 1. */
        maximumAbsolute?: number;
      },
  ) {
    const { linearDifficulties, convectionDifficulty, maximumAbsolute, ...rest } = stepperOptions(
      given,
      { linearDifficulties: [0, 0, 4.5], convectionDifficulty: 5, maximumAbsolute: 1 },
      CONVECTIVE_GRID,
    );
    super({
      ...rest,
      normalizedLinearCoefficients: extractNormalizedCoefficientsFromDifficulty(
        linearDifficulties,
        rest,
      ),
      normalizedConvectionScale: extractNormalizedConvectionScaleFromDifficulty(
        convectionDifficulty,
        { ...rest, maximumAbsolute },
      ),
    });
  }
}
