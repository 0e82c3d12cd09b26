/** Weighted sums of losses. */

import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** So many weights, by default ones. Throws a UserError where there are more or fewer. */
export function readWeights(
  name: string,
  given: readonly number[] | undefined,
  count: number,
): (index: number) => number {
  if (given === undefined) return () => 1;
  if (given.length === count && given.every(Number.isFinite)) return (index) => given[index]!;
  throw new UserError(`${name} should be ${count} numbers, not [${given.join(', ')}]`);
}

/** Σ_i w_i L_i, in their order. */
export function weightedSum(losses: readonly Tensor[], weight: (index: number) => number): Tensor {
  return losses
    .map((loss, i) => (weight(i) === 1 ? loss : ops.scale(loss, weight(i))))
    .reduce((sum, term) => ops.add(sum, term));
}
