// Partial sums over the chunks of a batch become one: the last instruction of every sum over samples.

import { TREE_SUM } from '../../../assembly/schedule/opcodes.js';
import type { Place } from '../lowering/instructions.js';
import type { NodeContext } from '../lowering/node-context.js';
import { f64Words } from './encoder.js';

/** Emits the fold of partial sums [E, count, length] into an output. */
export function fold(
  c: NodeContext,
  partials: Place,
  output: Place,
  seeds: number,
  count: number,
  length: number,
) {
  c.emit(TREE_SUM, seeds, [partials, output, count, length, ...f64Words(1)], { share: 'groups' });
}
