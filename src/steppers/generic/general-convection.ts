/**
 * Convection with a linear part of any order, in three interfaces:
 * u_t + b/2 ∇·(u ⊗ u) = sum_j a_j sum_i ∂_i^j u (conservative), or with b (u·∇) u.
 *
 * As many channels as axes, or one with `singleChannel`.
 */

import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import { type ConvectionForm, ConvectionStepper } from '../convection/convection-stepper.js';
import { extractConvectionFromDifficulty, extractFromDifficulty } from './coefficients.js';
import { type GridOnly, genericLinearOperator } from './general-linear.js';

/** Physical coefficients. */
export class GeneralConvectionStepper extends ConvectionStepper {
  constructor({
    linearCoefficients = [0, 0, 0.01],
    convectionScale = 1,
    ...options
  }: StepperOptions &
    ConvectionForm &
    EtdrkOptions & { linearCoefficients?: readonly number[]; convectionScale?: number }) {
    super(options, {
      linear: () => genericLinearOperator(options, linearCoefficients),
      convectionScale,
    });
  }
}

/** Normalized coefficients alpha_j = a_j dt / L^j and beta_1 = b dt / L. */
export class NormalizedConvectionStepper extends GeneralConvectionStepper {
  constructor({
    normalizedLinearCoefficients = [0, 0, 0.01 * 0.1],
    normalizedConvectionScale = 0.1,
    ...rest
  }: GridOnly &
    ConvectionForm &
    EtdrkOptions & {
      normalizedLinearCoefficients?: readonly number[];
      normalizedConvectionScale?: number;
    }) {
    super({
      ...rest,
      domainExtent: 1,
      dt: 1,
      linearCoefficients: normalizedLinearCoefficients,
      convectionScale: normalizedConvectionScale,
    });
  }
}

/** Difficulties gamma_j and delta_1 = beta_1 M N D. */
export class DifficultyConvectionStepper extends NormalizedConvectionStepper {
  constructor({
    linearDifficulties = [0, 0, 4.5],
    convectionDifficulty = 5,
    maximumAbsolute = 1,
    ...rest
  }: GridOnly &
    ConvectionForm &
    EtdrkOptions & {
      linearDifficulties?: readonly number[];
      convectionDifficulty?: number;
      maximumAbsolute?: number;
    }) {
    const { dims, numPoints } = rest;
    super({
      ...rest,
      normalizedLinearCoefficients: extractFromDifficulty(linearDifficulties, dims, numPoints),
      normalizedConvectionScale: extractConvectionFromDifficulty(
        convectionDifficulty,
        dims,
        numPoints,
        maximumAbsolute,
      ),
    });
  }
}
