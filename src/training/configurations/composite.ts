/** Several ways of training at once, on the same data (trainax `CompositeConfiguration`). */

import { check, listOf } from '../../checks.js';
import { UserError } from '../../errors.js';
import type { Tensor } from '../../graph/index.js';
import {
  type Configuration,
  checkMethodology,
  configuration,
  METHODOLOGY,
  type Methodology,
} from '../methodology.js';
import { readWeights, weightedSum } from '../weighting.js';

/** The function, but evaluated once for each argument: parts have steps in common. */
function remembered<A>(f: (argument: A) => Tensor): (argument: A) => Tensor {
  const known = new Map<A, Tensor>();
  return (argument) => {
    const value = known.get(argument) ?? f(argument);
    known.set(argument, value);
    return value;
  };
}

/**
 * L = Σ_i w_i L_i. It needs what any of them needs, and windows as long as the longest of theirs.
 * Weights are ones by default. Throws a UserError where there is no configuration, or weights are
 * more or fewer.
 */
export function composite(
  configurations: readonly Methodology[],
  weights?: readonly number[],
): Configuration {
  check('what a composite is made of', configurations, listOf(METHODOLOGY));
  for (const one of configurations) checkMethodology('a configuration', one);
  if (configurations.length === 0) throw new UserError('a composite of no configurations');
  const weightOf = readWeights('weights', weights, configurations.length);
  const targets = configurations.map(
    ({ numRolloutSteps, numTargets = numRolloutSteps }) => numTargets,
  );
  return configuration({
    numRolloutSteps: Math.max(...configurations.map(({ numRolloutSteps }) => numRolloutSteps)),
    numTargets: Math.max(...targets),
    needsReference: configurations.some(({ needsReference }) => needsReference),
    needsResiduum: configurations.some(({ needsResiduum }) => needsResiduum),
    isBatchMean: configurations.every(({ isBatchMean }) => isBatchMean),
    loss(emulator, window, { refStepper, residuumFn }) {
      const [step, frame] = [remembered(emulator), remembered(window)];
      const physics = { refStepper: refStepper && remembered(refStepper), residuumFn };
      return weightedSum(
        configurations.map((one) => one.loss(step, frame, physics)),
        weightOf,
      );
    },
  });
}
