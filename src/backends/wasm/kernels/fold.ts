/**
 * Partial sums over the chunks of a batch become one: the last instruction of every sum over
 * samples.
 */

import { TreeSum } from '../../../../assembly/kernels/arguments/tree-sum.js';
import { TREE_SUM } from '../../../../assembly/schedule/opcodes.js';
import { argumentWords, f64Words } from '../../../core/index.js';
import type { Place } from '../../lowering/instructions.js';
import type { NodeContext } from '../../lowering/node-context.js';

/** Emits the fold of partial sums [E, count, length] into an output. */
export function fold(
  c: NodeContext,
  partials: Place,
  output: Place,
  seeds: number,
  count: number,
  length: number,
) {
  const words = argumentWords(TreeSum, {
    PARTIALS: partials,
    OUT: output,
    CHUNKS: count,
    LENGTH: length,
    SCALE: f64Words(1),
  });
  c.emit(TREE_SUM, seeds, words, { share: 'groups' });
}
