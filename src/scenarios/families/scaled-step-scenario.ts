/** Scenarios whose coarse stepper is the reference stepper over a part of the time step. */

import { RepeatedStepper, type SpectralStepper, type Stepper } from '../../steppers/index.js';
import { float } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';

export const coarseAttributes = {
  coarse_proportion: float(0.5, {
    meaning: 'part of the time step that the coarse stepper covers',
    good: [0.1, 0.9],
  }),
};

/** A scenario whose coarse solver is its solver over `coarse_proportion` of the time step. */
export abstract class ScaledStepScenario extends BaseScenario {
  /** Part of the time step that the coarse stepper covers. */
  declare readonly coarse_proportion: number;

  getRefStepper(): Stepper {
    return this.stepperOf(1);
  }

  getCoarseStepper(): Stepper {
    return this.stepperOf(this.coarse_proportion);
  }

  /** The stepper of a part of the time step. */
  protected abstract stepperOf(proportion: number): Stepper;
}

/** Several steps as one. */
export function repeated(substep: SpectralStepper, times: number): Stepper {
  return times === 1 ? substep : new RepeatedStepper(substep, times);
}

/** The orders of the terms that there are, as they stand in names. */
export function ordersOf(coefficients: readonly number[]): string {
  return coefficients.flatMap((value, order) => (value === 0 ? [] : [order])).join('_');
}
