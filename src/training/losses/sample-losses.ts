/**
 * Losses between batches of states, as functions of the tensor program; `on-arrays.ts` has them on
 * arrays.
 *
 * A sample loss maps prediction p and target q, `[E, B, C, ...N]` each, to one number per sample,
 * `[E, B, 1, ..1]`; `batchLoss` reduces those over the batch. Means are over channels and points.
 * MSE, MAE, nMSE and nMAE are trainax 0.0.2's; RMSE, Lp and a composite loss are named there, and
 * given here.
 */

import { sizeOf } from '../../arrays.js';
import { check, FUNCTION, listOf, type Rule, textOf } from '../../checks.js';
import { UserError } from '../../errors.js';
import { checkTensors, type Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { readWeights, weightedSum } from '../weighting.js';
import { type BatchReduction, reductionOf } from './reductions.js';

/**
 * One number per sample. A plain loss without a target is that against 0; a normalised one throws a
 * UserError.
 */
export type SampleLoss = (prediction: Tensor, target?: Tensor | null) => Tensor;

const stateAxes = (u: Tensor): number[] => u.shape.map((_, axis) => axis).slice(2);

/** `norm`: from a difference to one number per sample. */
function plainLoss(norm: (u: Tensor) => Tensor): SampleLoss {
  return (prediction, target = null) =>
    norm(target === null ? prediction : ops.sub(prediction, target));
}

/** The norm of the difference over the norm of the target, per sample. */
function normalisedLoss(name: string, norm: (u: Tensor) => Tensor): SampleLoss {
  return (prediction, target = null) => {
    if (target === null) {
      throw new UserError(`the loss ${name} needs a target to divide by, and there is none`);
    }
    return ops.div(norm(ops.sub(prediction, target)), norm(target));
  };
}

const meanSquare = (u: Tensor) => ops.mean(ops.square(u), stateAxes(u));
const meanAbsolute = (u: Tensor) => ops.mean(ops.abs(u), stateAxes(u));
const rootMeanSquare = (u: Tensor) => ops.sqrt(meanSquare(u));

/** mean (p - q)² */
export const MSE: SampleLoss = plainLoss(meanSquare);
/** mean |p - q| */
export const MAE: SampleLoss = plainLoss(meanAbsolute);
/** √MSE(p, q); its gradient is not finite where it is 0. */
export const RMSE: SampleLoss = plainLoss(rootMeanSquare);
/** MSE(p, q) / MSE(q, 0) */
export const nMSE: SampleLoss = normalisedLoss('nMSE', meanSquare);
/** MAE(p, q) / MAE(q, 0) */
export const nMAE: SampleLoss = normalisedLoss('nMAE', meanAbsolute);
/** RMSE(p, q) / RMSE(q, 0) */
export const nRMSE: SampleLoss = normalisedLoss('nRMSE', rootMeanSquare);

const EXPONENT: Rule = {
  allowed: 'a number from 1 on',
  fits: (p) => Number.isFinite(p) && (p as number) >= 1,
};

/** (mean |u|^p)^(1/p). Throws a UserError unless p is a number from 1 on. */
function meanPower(p: number): (u: Tensor) => Tensor {
  check('the p of a loss Lp', p, EXPONENT);
  if (p === 1) return meanAbsolute;
  if (p === 2) return rootMeanSquare;
  return (u) => ops.power(ops.mean(ops.power(ops.abs(u), p), stateAxes(u)), 1 / p);
}

/**
 * (mean |p - q|^P)^(1/P): MAE for P = 1, RMSE for P = 2. Its gradient is not finite where it is 0,
 * for P > 1. Throws a UserError unless P is a number from 1 on.
 */
export const Lp = (exponent: number): SampleLoss => plainLoss(meanPower(exponent));

/** Lp(p, q) / Lp(q, 0) */
export const nLp = (exponent: number): SampleLoss =>
  normalisedLoss(`nLp(${String(exponent)})`, meanPower(exponent));

/**
 * Σ_i w_i ℓ_i(p, q), weights ones by default. Throws a UserError where there is no loss, or not a
 * weight for each.
 */
export function composite(parts: readonly SampleLoss[], weights?: readonly number[]): SampleLoss {
  check('what a composite is made of', parts, listOf({ ...FUNCTION, allowed: 'a loss' }));
  if (parts.length === 0) throw new UserError('a composite of no losses');
  const weightOf = readWeights('weights', weights, parts.length);
  return (prediction, target = null) =>
    weightedSum(
      parts.map((part) => part(prediction, target)),
      weightOf,
    );
}

/** A batch's loss `[E, 1, 1, ..1]`: that of its samples, reduced over the batch. */
export function batchLoss(
  loss: SampleLoss,
  prediction: Tensor,
  target: Tensor | null = null,
  reduction: BatchReduction = 'mean',
): Tensor {
  check('a loss', loss, FUNCTION);
  checkTensors('batchLoss', [prediction]);
  const reduce = reductionOf(reduction);
  const perSample = loss(prediction, target);
  const [seeds, batch] = prediction.shape;
  const [ofSeeds, ofBatch, ...rest] = perSample?.shape ?? [];
  if (ofSeeds === seeds && ofBatch === batch && sizeOf(rest) === 1) return reduce(perSample);
  throw new UserError(
    `a loss must give a number for each of ${batch} samples, [${seeds}, ${batch}, 1, …], ` +
      `not ${perSample?.shape ? `[${perSample.shape.join(', ')}]` : textOf(perSample)}`,
  );
}
