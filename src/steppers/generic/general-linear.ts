/**
 * Linear PDEs with constant coefficients: u_t = sum_j a_j sum_i ∂_i^j u, in three interfaces.
 *
 * They are solved exactly. The term of order 0 counts once per axis, as in exponax 0.1.0: its rate
 * is D a_0. All have one channel.
 */

import { combination, type Domain, powerOperator } from '../../spectral/index.js';
import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { extractFromDifficulty } from './coefficients.js';

/** sum_j a_j sum_i (i k_i)^j, planes `[2, ...modes]`. */
export function genericLinearOperator(
  domain: Domain,
  coefficients: readonly number[],
): Float64Array {
  return combination([
    [0, powerOperator(domain, 0)],
    ...coefficients.map((a, j) => [a, powerOperator(domain, j)] as const).filter(([a]) => a !== 0),
  ]);
}

/** Physical coefficients a_j; defaults of exponax: (0, -0.1, 0.01). */
export class GeneralLinearStepper extends SpectralStepper {
  constructor({
    linearCoefficients = [0, -0.1, 0.01],
    ...options
  }: StepperOptions & { linearCoefficients?: readonly number[] }) {
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, linearCoefficients),
    });
  }
}

/** Where coefficients are relative to the extent and the time step, only the grid is given. */
export type GridOnly = Omit<Domain, 'domainExtent'>;

/** Normalized coefficients alpha_j = a_j dt / L^j. */
export class NormalizedLinearStepper extends GeneralLinearStepper {
  constructor({
    normalizedLinearCoefficients = [0, -0.5, 0.01],
    ...grid
  }: GridOnly & { normalizedLinearCoefficients?: readonly number[] }) {
    super({ ...grid, domainExtent: 1, dt: 1, linearCoefficients: normalizedLinearCoefficients });
  }
}

/** Difficulties gamma_j = alpha_j N^j 2^(j-1) D. */
export class DifficultyLinearStepper extends NormalizedLinearStepper {
  constructor({
    linearDifficulties = [0, -2],
    ...grid
  }: GridOnly & { linearDifficulties?: readonly number[] }) {
    super({
      ...grid,
      normalizedLinearCoefficients: extractFromDifficulty(
        linearDifficulties,
        grid.dims,
        grid.numPoints,
      ),
    });
  }
}

/** One difficulty of one order (exponax: `DiffultyLinearStepperSimple`). */
export class DifficultyLinearStepperSimple extends DifficultyLinearStepper {
  constructor({
    difficulty = -2,
    order = 1,
    ...grid
  }: GridOnly & { difficulty?: number; order?: number }) {
    super({ ...grid, linearDifficulties: [...new Array<number>(order).fill(0), difficulty] });
  }
}
