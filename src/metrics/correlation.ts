/** The correlation of fields. */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { axesFrom } from './channels.js';

/**
 * <u, r> / (|u| |r|), without subtracting means, averaged over the channels and the batch:
 * `[E, B, C, ...space]` to `[E, 1, 1, ...]` (exponax: `correlation`). A field of zeros gives NaN.
 */
export function correlation(pred: Tensor, ref: Tensor): Tensor {
  const axes = axesFrom(pred, 3);
  const length = (u: Tensor) => ops.sqrt(ops.sum(ops.square(u), axes));
  const product = ops.sum(ops.mul(pred, ref), axes);
  return ops.mean(ops.div(product, ops.mul(length(pred), length(ref))), [1, 2]);
}
