/** Weighted sums of losses. */

import { check, NUMBERS } from '../checks.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** So many weights, by default ones. Throws a UserError for others, and more or fewer. */
export function readWeights(
  name: string,
  given: readonly number[] | undefined,
  count: number,
): (index: number) => number {
  if (given === undefined) return () => 1;
  check(name, given, {
    allowed: `a list of ${count} finite number${count === 1 ? '' : 's'}`,
    fits: () => NUMBERS.fits(given) && given.length === count,
  });
  return (index) => given[index]!;
}

/** Σ_i w_i L_i, in their order. */
export function weightedSum(losses: readonly Tensor[], weight: (index: number) => number): Tensor {
  return losses
    .map((loss, i) => (weight(i) === 1 ? loss : ops.scale(loss, weight(i))))
    .reduce((sum, term) => ops.add(sum, term));
}
