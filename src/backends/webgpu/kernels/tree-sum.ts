/** The fold of partial sums, as text and as a dispatch. */

import type { Place } from '../../lowering/instructions.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { stepped } from './lanes.js';

/**
 * The sum of n terms level by level, t[i] = t[2i] + t[2i+1], an odd last one passing through: the
 * left side is the largest power of two below n.
 */
export function pairwise(n: number, term: (i: number) => string, start = 0): string {
  if (n === 1) return term(start);
  let left = 1;
  while (2 * left < n) left *= 2;
  return `(${pairwise(left, term, start)} + ${pairwise(n - left, term, start + left)})`;
}

/** The fold of `parts` elements of `mem`, the first at `source`, `step` apart. */
export const foldText = (mem: string, parts: number): string =>
  pairwise(parts, (p) => `${mem}[${stepped('source', p, 'step')}]`);

const STORE_SECOND =
  'out3[at(3u) + seed * LENGTH1 + rest] = fold1(at(2u) + seed * PARTS * LENGTH1 + rest);';

/**
 * The tree over the `width` neighbouring invocations of one sum, WIDTH in the shader, of which this
 * is number `lane`; afterwards `sum` of lane 0 is the whole.
 */
export function laneTree(width: number): string {
  if (width === 1) return '';
  return `  part[local] = sum;
  for (var half = WIDTH / 2u; half > 0u; half = half / 2u) {
    workgroupBarrier();
    if (lane < half) { part[local] += part[local + half]; }
  }
  sum = part[local];`;
}

/**
 * Attributes of the adjoint of parameters. `partial`: its outputs are partial sums, [ensemble,
 * parts, …]. `onto`: they are added to the last inputs, partial sums as well. Set by the pass that
 * lets the optimiser fold them.
 */
export interface PartialSums {
  partial?: boolean;
  onto?: boolean;
}

/** Partial sums [E, parts, length] and what they add up to, [E, length]. */
export interface Fold {
  partials: Place;
  output: Place;
  length: number;
}

/** Folds one tensor of partial sums or two in one dispatch. */
export function treeSum(c: GpuContext, seeds: number, parts: number, [a, b]: Fold[]): void {
  const rest = b?.length ?? 0;
  const count = seeds * (a.length + rest);
  c.dispatch({
    shader: 'tree-sum',
    values: {
      COUNT: count,
      PARTS: parts,
      LENGTH0: a.length,
      LENGTH1: rest,
      FOLD0: foldText('mem0', parts),
      FOLD1: b ? foldText('mem2', parts) : '0.0',
      STORE1: b ? STORE_SECOND : '',
    },
    workgroups: groupsOf(count),
    operands: [a.partials, a.output, b?.partials ?? null, b?.output ?? null],
  });
}
