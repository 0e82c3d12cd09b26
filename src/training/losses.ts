/**
 * Losses between batches of states, as functions of the tensor program.
 *
 * A sample loss maps prediction and target `[E, B, C, ...N]` to one number per sample,
 * `[E, B, 1, ..1]`; a loss reduces those over the batch to `[E, 1, 1, ..1]`. MSE, MAE, nMSE and
 * nMAE are trainax 0.0.2's; RMSE and nRMSE are named there but empty, and given here.
 */

import { Registry } from '../config/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** One number per sample. `target` null stands for zeros, which normalised losses refuse. */
export type SampleLoss = (prediction: Tensor, target: Tensor | null) => Tensor;

/** The mean or the sum over the batch. */
export type BatchReduction = 'mean' | 'sum';

function stateAxes(u: Tensor): number[] {
  return u.shape.map((_, axis) => axis).slice(2);
}

/** `norm`: from a difference to one number per sample. */
function plainLoss(norm: (u: Tensor) => Tensor): SampleLoss {
  return (prediction, target) => norm(target === null ? prediction : ops.sub(prediction, target));
}

/** The norm of the difference over the norm of the target, per sample. */
function normalisedLoss(name: string, norm: (u: Tensor) => Tensor): SampleLoss {
  return (prediction, target) => {
    if (target === null) throw new Error(`${name} needs a target to divide by`);
    return ops.div(norm(ops.sub(prediction, target)), norm(target));
  };
}

const meanSquare = (u: Tensor) => ops.mean(ops.square(u), stateAxes(u));
const meanAbsolute = (u: Tensor) => ops.mean(ops.abs(u), stateAxes(u));
const rootMeanSquare = (u: Tensor) => ops.sqrt(meanSquare(u));

/** The sample losses by name. */
export const losses = new Registry<SampleLoss>('loss', {
  /** mean over channels and points of (p - q)². */
  MSE: plainLoss(meanSquare),
  /** mean over channels and points of |p - q|. */
  MAE: plainLoss(meanAbsolute),
  /** MSE(p, q) / MSE(q, 0). */
  nMSE: normalisedLoss('nMSE', meanSquare),
  /** MAE(p, q) / MAE(q, 0). */
  nMAE: normalisedLoss('nMAE', meanAbsolute),
  /** √MSE(p, q). */
  RMSE: plainLoss(rootMeanSquare),
  /** √(MSE(p, q) / MSE(q, 0)). */
  nRMSE: normalisedLoss('nRMSE', rootMeanSquare),
});

/** A batch's loss: the sample losses reduced over the batch axis. */
export function batchLoss(
  loss: SampleLoss,
  prediction: Tensor,
  target: Tensor | null,
  reduction: BatchReduction = 'mean',
): Tensor {
  const perSample = loss(prediction, target);
  return reduction === 'mean' ? ops.mean(perSample, [1]) : ops.sum(perSample, [1]);
}
