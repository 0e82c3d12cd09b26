/** Looks for NaN in trajectories, as the original's utilities do. */

import { type NdArray, type Numbers, sizeOf } from '../arrays.js';
import { check, checkNdArray, type Rule } from '../checks.js';
import { UserError } from '../errors.js';
import { checkDataOptions } from './option-rules.js';
import type { DataOptions, Scenario } from './scenario.js';

/** How many of the trajectories `[S, ...]` hold at least one NaN. */
export async function countNanTrjs(trjs: NdArray<Numbers>): Promise<number> {
  checkNdArray('trajectories', trjs, 0);
  const { data, shape } = trjs;
  check('the number of axes', shape.length, { allowed: '1 or more', fits: () => shape.length > 0 });
  const size = sizeOf(shape.slice(1));
  const hasNan = (_: unknown, s: number) =>
    data.subarray(s * size, (s + 1) * size).some((value) => Number.isNaN(value));
  return Array.from({ length: shape[0]! }, (_, s) => s).filter(hasNan).length;
}

const SCENARIO: Rule = {
  allowed: 'a scenario',
  fits: (value) => typeof (value as Partial<Scenario> | null)?.getTrainData === 'function',
};

/** The solver of correction tasks; a scenario that has none refuses to make it. */
async function hasCoarseStepper(scenario: Scenario): Promise<boolean> {
  try {
    return (await scenario.getCoarseStepper?.()) !== undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return false;
  }
}

/**
 * Makes the train and test data of a scenario, and those of its coarse stepper if it has one, and
 * throws a `UserError` that says how many trajectories of the first of these sets hold NaN.
 */
export async function checkForNan(scenario: Scenario, options: DataOptions = {}): Promise<void> {
  check('scenario', scenario, SCENARIO);
  checkDataOptions(options);
  const requireNone = async (what: string, trjs: NdArray): Promise<void> => {
    const count = await countNanTrjs(trjs);
    if (count > 0) {
      throw new UserError(`${what} has NaN in ${count} of its ${trjs.shape[0]} trajectories`);
    }
  };
  await requireNone('train data', await scenario.getTrainData(options));
  await requireNone('test data', await scenario.getTestData(options));
  if (!(await hasCoarseStepper(scenario))) return;
  await requireNone('train data of the coarse stepper', await scenario.getTrainDataCoarse(options));
  await requireNone('test data of the coarse stepper', await scenario.getTestDataCoarse(options));
}
