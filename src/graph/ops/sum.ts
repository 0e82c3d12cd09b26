/**
 * Sums over axes, which keep extent 1. A sum over the batch (axis 1) is taken last and by itself,
 * in the fixed chunks of the design; all other sums run in row-major order of what is summed, in
 * float64.
 */

import { checkAxes } from '../constants.js';
import { checkTensors, type Op, shapeError, type Tensor } from '../tensor.js';
import { broadcastTo, sum } from './broadcast.js';
import { scale } from './elementwise.js';

/** Of `sum`. */
export interface SumAttrs {
  /** Over which is summed. */
  axes: number[];
}

export const sumOp: Op<SumAttrs> = {
  shapes(inputs, { axes }) {
    const [x] = inputs;
    if (axes.some((a) => a < 0 || a >= x.rank)) throw shapeError('sum', inputs, `axes ${axes}`);
    return [x.shape.map((e, i) => (axes.includes(i) ? 1 : e))];
  },
  reads: () => 'sample',
  gradient: (node, [g]) => [g && broadcastTo(g, node.inputs[0].shape)],
  cost: (node) => node.inputs[0].size,
};

/** Mean over `axes`; they stay, with extent 1. */
export function mean(x: Tensor, axes: readonly number[]): Tensor {
  checkTensors('mean', [x]);
  checkAxes('mean', axes);
  const count = axes.reduce((n, a) => n * x.shape[a], 1);
  return scale(sum(x, axes), 1 / count);
}
