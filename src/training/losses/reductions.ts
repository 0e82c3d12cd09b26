/** From one number per sample to one per batch (trainax `batch_reduction`). */

import { clipped, UserError } from '../../errors.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';

/**
 * The mean, the sum, the maximum or the standard deviation (of the population, as numpy's) over the
 * batch, or a function of one's own from `[E, B, 1, ..1]` to `[E, 1, 1, ..1]`.
 *
 * The gradient of the maximum goes to the largest samples, in equal parts where several are; that
 * of the standard deviation is not finite where it is 0.
 */
export type BatchReduction = 'mean' | 'sum' | 'max' | 'std' | ((perSample: Tensor) => Tensor);

const BATCH = 1;

const reductions: Readonly<Record<string, (perSample: Tensor) => Tensor>> = {
  mean: (x) => ops.mean(x, [BATCH]),
  sum: (x) => ops.sum(x, [BATCH]),
  max: maximum,
  std: (x) => ops.sqrt(ops.mean(ops.square(ops.sub(x, ops.mean(x, [BATCH]))), [BATCH])),
};

/** The reduction over the batch. Throws a UserError for a name that there is not. */
export function reduceBatch(perSample: Tensor, reduction: BatchReduction): Tensor {
  if (typeof reduction === 'function') return reduction(perSample);
  if (Object.hasOwn(reductions, reduction)) return reductions[reduction]!(perSample);
  const allowed = Object.keys(reductions).join(', ');
  throw new UserError(
    `unknown batch reduction '${clipped(String(reduction))}'; allowed: ${allowed}, or a function`,
  );
}

/**
 * m + Σ s_i (x_i - m) with the maximum m as a constant and the shares s_i that the largest x_i have
 * of it: the second term is 0, and has their gradient.
 */
function maximum(x: Tensor): Tensor {
  const m = largest(ops.stopGradient(x));
  const rest = ops.sub(x, m);
  const isLargest = ops.addScalar(ops.sign(rest), 1);
  const shares = ops.stopGradient(ops.div(isLargest, ops.sum(isLargest, [BATCH])));
  return ops.add(m, ops.sum(ops.mul(shares, rest), [BATCH]));
}

/** The maximum over the batch, of halves of halves. */
function largest(x: Tensor): Tensor {
  const batch = x.shape[BATCH]!;
  if (batch === 1) return x;
  const half = Math.ceil(batch / 2);
  const [low, high] = [ops.slice(x, BATCH, 0, half), ops.slice(x, BATCH, batch - half, batch)];
  return largest(ops.max(low, high));
}
