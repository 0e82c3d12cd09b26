/**
 * What the configurations have in common: their options, checked, and what these do to the loss of
 * a time level and to the state that is carried on.
 */

import { UserError } from '../../errors.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type BatchReduction, batchLoss, MSE, type SampleLoss } from '../losses/index.js';
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

/** The options of a configuration, checked. */
export interface Rollout {
  /** w_t */
  timeWeight(t: number): number;
  readonly isBatchMean: boolean;
  /** ℓ(prediction, target) over the batch. */
  level(prediction: Tensor, target: Tensor | null): Tensor;
  /** The state that goes on after step t, detached where the gradient is cut. */
  carry(t: number, state: Tensor): Tensor;
}

/** Checks the options of a configuration of so many time levels. Throws a UserError. */
export function readRollout(numTimeLevels: number, options: RolloutOptions): Rollout {
  const { loss = MSE, batchReduction = 'mean', cutBptt = false, cutBpttEvery = 1 } = options;
  const every = checkCount('cutBpttEvery', cutBpttEvery);
  return {
    timeWeight: readWeights('timeLevelWeights', options.timeLevelWeights, numTimeLevels),
    isBatchMean: batchReduction === 'mean',
    level: (prediction, target) => batchLoss(loss, prediction, target, batchReduction),
    carry: (t, state) => (cutBptt && (t + 1) % every === 0 ? ops.stopGradient(state) : state),
  };
}

/** A whole number from 1 on. Throws a UserError for others. */
export function checkCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UserError(`${name} should be a whole number from 1 on, not ${value}`);
}
