/**
 * What the configurations have in common: their options, checked, and what these do to the loss of
 * a time level and to the state that is carried on.
 */

import { COUNT, FLAG, FUNCTION, LATER, type Rules } from '../../checks.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type BatchReduction, batchLoss, MSE, type SampleLoss } from '../losses/index.js';
import { reductionOf } from '../losses/reductions.js';
import { readWeights } from '../weighting.js';

/** Options of every configuration. */
export interface RolloutOptions {
  /** Default MSE. */
  readonly loss?: SampleLoss;
  /** Over the batch; default 'mean'. */
  readonly batchReduction?: BatchReduction;
  /** One weight for each time level, default ones. Losses over time are summed, not averaged. */
  readonly timeLevelWeights?: readonly number[];
  /** Whether gradients stop at the state that is carried on; default false. */
  readonly cutBptt?: boolean;
  /** After every how many steps they do; default 1. */
  readonly cutBpttEvery?: number;
}

/** Of these options. */
export const ROLLOUT: Rules = {
  loss: { ...FUNCTION, allowed: 'a loss of samples, as losses.MSE' },
  batchReduction: LATER,
  timeLevelWeights: LATER,
  cutBptt: FLAG,
  cutBpttEvery: COUNT,
};

/** What the options do. */
export interface Rollout {
  /** w_t */
  timeWeight(t: number): number;
  readonly isBatchMean: boolean;
  /** ℓ(prediction, target) over the batch. */
  level(prediction: Tensor, target: Tensor | null): Tensor;
  /** The state that goes on after step t, detached where the gradient is cut. */
  carry(t: number, state: Tensor): Tensor;
}

/**
 * Reads options, which were checked one by one, for so many time levels. Throws a UserError for
 * weights and reductions that do not fit.
 */
export function readRollout(numTimeLevels: number, options: RolloutOptions): Rollout {
  const { loss = MSE, batchReduction = 'mean', cutBptt = false, cutBpttEvery = 1 } = options;
  const reduction = reductionOf(batchReduction);
  return {
    timeWeight: readWeights('timeLevelWeights', options.timeLevelWeights, numTimeLevels),
    isBatchMean: batchReduction === 'mean',
    level: (prediction, target) => batchLoss(loss, prediction, target, reduction),
    carry: (t, state) =>
      cutBptt && (t + 1) % cutBpttEvery === 0 ? ops.stopGradient(state) : state,
  };
}
