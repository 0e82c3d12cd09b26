/**
 * Training against the reference solver instead of data (trainax `DivertedChain` and
 * `DivertedChainBranchOne`): from each state of the emulator's rollout two branches of B steps
 * start, one of the emulator and one of the solver. Of the data only the initial state is read.
 */

import { COUNT, check, checkOptions, FLAG, LATER, type Rules } from '../../checks.js';
import { UserError } from '../../errors.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type Configuration, configuration } from '../methodology.js';
import { readWeights, weightedSum } from '../weighting.js';
import { ROLLOUT, type RolloutOptions, readRollout } from './rollout.js';

/** For `divertedChainBranchOne`. */
export interface DivertedChainBranchOneOptions extends RolloutOptions {
  /** Whether no gradient passes through the reference branches; default false. */
  readonly cutDivChain?: boolean;
}

/** For `divertedChain`. */
export interface DivertedChainOptions extends DivertedChainBranchOneOptions {
  /** Steps of a branch, B, at most R; default 1. */
  readonly numBranchSteps?: number;
  /** One weight for each step of a branch, default ones. */
  readonly branchLevelWeights?: readonly number[];
}

export const BRANCH_ONE: Rules = { ...ROLLOUT, cutDivChain: FLAG };
export const DIVERTED_CHAIN: Rules = {
  ...BRANCH_ONE,
  numBranchSteps: COUNT,
  branchLevelWeights: LATER,
};

/**
 * With f the emulator, P the reference solver, m_0 = u_0 and m_{t+1} = f(m_t),
 * L = Σ_{t≤R-B} w_t Σ_{b<B} v_b ℓ(f^{b+1}(m_t), P^{b+1}(m_t)).
 *
 * There are R time level weights, of which the first R - B + 1 count, as in the original.
 * `cutBptt` detaches the rollout after step t, and so the branches that pass there, where t + 1 is
 * divisible by `cutBpttEvery`; `cutDivChain` detaches the state that a reference branch starts from.
 * The emulator's branches run along its rollout: f is evaluated R times in all.
 *
 * Throws a UserError for options that do not fit, as a branch that is longer than the rollout.
 */
export function divertedChain(
  numRolloutSteps = 1,
  options: DivertedChainOptions = {},
): Configuration {
  check('numRolloutSteps', numRolloutSteps, COUNT);
  checkOptions('divertedChain', options, DIVERTED_CHAIN);
  const { numBranchSteps = 1, branchLevelWeights, cutDivChain = false } = options;
  if (numBranchSteps > numRolloutSteps) {
    throw new UserError(
      `a branch of ${numBranchSteps} steps is longer than the rollout of ${numRolloutSteps}`,
    );
  }
  const { timeWeight, isBatchMean, level, carry } = readRollout(numRolloutSteps, options);
  const branchWeight = readWeights('branchLevelWeights', branchLevelWeights, numBranchSteps);
  return configuration({
    numRolloutSteps,
    numTargets: 0,
    needsReference: true,
    isBatchMean,
    loss(emulator, window, { refStepper }) {
      const carried = [window(0)];
      const steps: Tensor[] = [];
      const levels: Tensor[] = [];
      for (let t = 0; t + numBranchSteps <= numRolloutSteps; t++) {
        // No further than the branches are, so that the backward pass holds few cotangents.
        for (let s = steps.length; s < t + numBranchSteps; s++) {
          steps.push(emulator(carried[s]!));
          carried.push(carry(s, steps[s]!));
        }
        const start = carried[t]!;
        let reference = cutDivChain ? ops.stopGradient(start) : start;
        for (let b = 0; b < numBranchSteps; b++) {
          reference = refStepper!(reference);
          levels.push(level(steps[t + b]!, reference));
        }
      }
      const weightOf = (i: number) =>
        timeWeight(Math.floor(i / numBranchSteps)) * branchWeight(i % numBranchSteps);
      return weightedSum(levels, weightOf);
    },
  });
}

/** The diverted chain with branches of one step: L = Σ_{t<R} w_t ℓ(f(m_t), P(m_t)). */
export function divertedChainBranchOne(
  numRolloutSteps = 1,
  options: DivertedChainBranchOneOptions = {},
): Configuration {
  checkOptions('divertedChainBranchOne', options, BRANCH_ONE);
  return divertedChain(numRolloutSteps, { ...options, numBranchSteps: 1 });
}
