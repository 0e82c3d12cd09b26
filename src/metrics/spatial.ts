/**
 * Error metrics on the grid.
 *
 * Per sample and channel, with p and q from the table and all sums over the grid,
 * agg(u) = ((L/N)^D sum |u|^p)^q; then the channels are summed (not averaged) and the samples of
 * the batch averaged (apebench: `mean_metric` of the exponax metrics).
 *
 *   MAE   p = 1, q = 1        absolute      agg(u - r)
 *   MSE   p = 2, q = 1        normalized    agg(u - r) / agg(r)
 *   RMSE  p = 2, q = 1/2      symmetric     2 agg(u - r) / (agg(u) + agg(r))
 *
 * A reference of zeros gives inf or NaN, as in the original.
 */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import {
  type Aggregate,
  axesFrom,
  batchMean,
  comparedSizes,
  type Normalization,
} from './channels.js';

/** agg of a field `[E, B, C, ...space]`: `[E, B, C, 1, ...]`. */
function aggregate(u: Tensor, kind: Aggregate, domainExtent: number): Tensor {
  const axes = axesFrom(u, 3);
  const cell = axes.reduce((volume, axis) => (volume * domainExtent) / u.shape[axis]!, 1);
  const integral = ops.scale(ops.sum(kind === 'MAE' ? ops.abs(u) : ops.square(u), axes), cell);
  return kind === 'RMSE' ? ops.sqrt(integral) : integral;
}

/**
 * A metric of predictions and references `[E, B, C, ...space]`; the result is `[E, 1, 1, ...]`.
 * The references may have ensemble extent 1.
 */
export function spatialMetric(
  pred: Tensor,
  ref: Tensor,
  kind: Aggregate,
  normalization: Normalization,
  domainExtent = 1,
): Tensor {
  const size = (u: Tensor) => aggregate(u, kind, domainExtent);
  return batchMean(comparedSizes({ error: ops.sub(pred, ref), pred, ref }, normalization, size));
}
