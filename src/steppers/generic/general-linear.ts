/**
 * Linear PDEs with constant coefficients: u_t = sum_j a_j sum_i ∂_i^j u, in three interfaces.
 *
 * They are solved exactly. Waves move (odd j), decay or grow (even j): a_1 is minus a velocity,
 * a_2 > 0 diffuses, a_3 disperses, a_4 < 0 diffuses short waves. The term of order 0 counts once
 * per axis, as in exponax 0.1.0: its rate is D a_0. All have one channel. Kinds of coefficients:
 * `coefficients.ts`.
 */

import { wholeFrom } from '../../checks.js';
import { combination, type Domain, powerOperator } from '../../spectral/index.js';
import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { GRID, stepperOptions } from '../options.js';
import { extractNormalizedCoefficientsFromDifficulty } from './coefficients.js';

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

/** Physical coefficients (exponax: `GeneralLinearStepper`). */
export class GeneralLinearStepper extends SpectralStepper {
  constructor(
    given: StepperOptions & {
      /** a_j, length^j per time; default (0, -0.1, 0.01), which moves and diffuses. */
      linearCoefficients?: readonly number[];
    },
  ) {
    const { linearCoefficients, ...options } = stepperOptions(given, {
      linearCoefficients: [0, -0.1, 0.01],
    });
    super(options, {
      numChannels: 1,
      linear: () => genericLinearOperator(options, linearCoefficients),
    });
  }
}

/** Where coefficients are relative to the extent and the time step, only the grid is given. */
export type GridOnly = Omit<Domain, 'domainExtent'>;

/** Normalized coefficients (exponax: `NormalizedLinearStepper`). */
export class NormalizedLinearStepper extends GeneralLinearStepper {
  constructor(
    given: GridOnly & {
      /** alpha_j = a_j dt / L^j; default (0, -0.5, 0.01). */
      normalizedLinearCoefficients?: readonly number[];
    },
  ) {
    const { normalizedLinearCoefficients, ...grid } = stepperOptions(
      given,
      { normalizedLinearCoefficients: [0, -0.5, 0.01] },
      GRID,
    );
    super({ ...grid, domainExtent: 1, dt: 1, linearCoefficients: normalizedLinearCoefficients });
  }
}

/** Difficulties (exponax: `DifficultyLinearStepper`). */
export class DifficultyLinearStepper extends NormalizedLinearStepper {
  constructor(
    given: GridOnly & {
      /** gamma_j = alpha_j N^j 2^(j-1) D; default (0, -2), an advection of CFL number 2. */
      linearDifficulties?: readonly number[];
    },
  ) {
    const { linearDifficulties, ...grid } = stepperOptions(
      given,
      { linearDifficulties: [0, -2] },
      GRID,
    );
    super({
      ...grid,
      normalizedLinearCoefficients: extractNormalizedCoefficientsFromDifficulty(
        linearDifficulties,
        grid,
      ),
    });
  }
}

/** One difficulty of one order (exponax: `DiffultyLinearStepperSimple`). */
export class DifficultyLinearStepperSimple extends DifficultyLinearStepper {
  constructor(
    given: GridOnly & {
      /** gamma_order; default -2. */
      difficulty?: number;
      /** Of the derivative; default 1. */
      order?: number;
    },
  ) {
    const { difficulty, order, ...grid } = stepperOptions(
      given,
      { difficulty: -2, order: 1 },
      { ...GRID, order: wholeFrom(0) },
    );
    super({ ...grid, linearDifficulties: [...new Array<number>(order).fill(0), difficulty] });
  }
}
