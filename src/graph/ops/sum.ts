// Sums over axes, which keep extent 1. A sum over the batch (axis 1) is taken last and by itself, in the fixed
// chunks of the design; all other sums run in row-major order of what is summed, in float64.

import { type Op, shapeError } from '../op.js';
import { emit, type Tensor } from '../tensor.js';
import { broadcastTo } from './broadcast.js';
import { scale } from './elementwise.js';

export interface SumAttrs {
  axes: number[];
}

export const sumOp: Op<SumAttrs> = {
  shapes(inputs, { axes }) {
    const [x] = inputs;
    if (axes.some((a) => a < 0 || a >= x.rank)) throw shapeError('sum', inputs, `axes ${axes}`);
    return [x.shape.map((e, i) => (axes.includes(i) ? 1 : e))];
  },
  gradient: (node, [g]) => [g && broadcastTo(g, node.inputs[0].shape)],
  cost: (node) => node.inputs[0].size,
};

const BATCH = 1;

/** Sum over `axes`; they stay, with extent 1. */
export function sum(x: Tensor, axes: readonly number[]): Tensor {
  const open = axes.filter((a) => x.shape[a] !== 1);
  const inner = open.filter((a) => a !== BATCH).sort((a, b) => a - b);
  let y = x;
  if (inner.length > 0) y = emit<SumAttrs>('sum', [y], { axes: inner })[0];
  if (open.includes(BATCH)) y = emit<SumAttrs>('sum', [y], { axes: [BATCH] })[0];
  return y;
}

/** Mean over `axes`; they stay, with extent 1. */
export function mean(x: Tensor, axes: readonly number[]): Tensor {
  const count = axes.reduce((n, a) => n * x.shape[a], 1);
  return scale(sum(x, axes), 1 / count);
}
