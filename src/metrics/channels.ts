/** What all metrics share: how an error is set against the fields, and what is averaged. */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** What is summed: |u| (MAE), |u|² (MSE), or |u|² with the root of the sum (RMSE). */
export type Aggregate = 'MAE' | 'MSE' | 'RMSE';
/** The size of the error as it is, over that of the reference, or over the mean of both. */
export type Normalization = 'absolute' | 'normalized' | 'symmetric';

/** The exponents inside and outside the sum. */
export const EXPONENTS: Readonly<Record<Aggregate, { inner: number; outer: number }>> = {
  MAE: { inner: 1, outer: 1 },
  MSE: { inner: 2, outer: 1 },
  RMSE: { inner: 2, outer: 0.5 },
};

/** The axes of a tensor from `first` on. */
export const axesFrom = (x: Tensor, first: number): number[] =>
  x.shape.map((_, axis) => axis).slice(first);

/** What sizes are taken of: fields, or something made of each of them. */
interface Compared {
  /** Of predictions less references. */
  readonly error: Tensor;
  readonly pred: Tensor;
  readonly ref: Tensor;
}

/** The size of the error, set against those of predictions and references. */
export function comparedSizes(
  { error: difference, pred, ref }: Compared,
  normalization: Normalization,
  size: (u: Tensor) => Tensor,
): Tensor {
  const error = size(difference);
  switch (normalization) {
    case 'absolute':
      return error;
    case 'normalized':
      return ops.div(error, size(ref));
    case 'symmetric':
      return ops.scale(ops.div(error, ops.add(size(pred), size(ref))), 2);
    default:
      throw new Error(`unknown normalization ${normalization satisfies never}`);
  }
}

/** The batch mean of the sum over channels: `[E, B, C, 1, ...]` to `[E, 1, 1, ...]`. */
export const batchMean = (perChannel: Tensor): Tensor => ops.mean(ops.sum(perChannel, [2]), [1]);
