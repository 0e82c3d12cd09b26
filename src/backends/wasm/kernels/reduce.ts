/** Sums over axes and over batches. */

import { BATCH_SUM_SCRATCH, BatchSum, Sum } from '../../../../assembly/kernels/arguments/reduce.js';
import { BATCH_SUM, SUM } from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords } from '../../../core/index.js';
import type { SumAttrs } from '../../../graph/index.js';
import { stridesOf } from '../../lowering/axes.js';
import type { Lower } from '../../lowering/node-context.js';

export const sum: Lower = (c) => {
  const { axes } = c.node.attrs as SumAttrs;
  const x = c.node.inputs[0].shape;
  if (axes.length === 1 && axes[0] === 1) {
    const inner = sizeOf(x.slice(2));
    const words = argumentWords(BatchSum, {
      X: c.input(0),
      Y: c.output(0),
      BATCH: x[1],
      INNER: inner,
    });
    c.emit(BATCH_SUM, x[0] * inner, words, { scratch: BATCH_SUM_SCRATCH, share: 'groups' });
    return;
  }
  const strides = stridesOf(x);
  const kept = x.flatMap((e, axis) => (e > 1 && !axes.includes(axis) ? [axis] : []));
  // Neighbouring summed axes are one axis.
  const summed: { extent: number; stride: number }[] = [];
  for (const axis of axes) {
    const before = summed[summed.length - 1];
    if (before && before.stride === x[axis] * strides[axis]) {
      before.extent *= x[axis];
      before.stride = strides[axis];
    } else {
      summed.push({ extent: x[axis], stride: strides[axis] });
    }
  }
  const words = argumentWords(Sum, {
    X: c.input(0),
    Y: c.output(0),
    KEPT: kept.length,
    SUMMED: summed.length,
    AXES: [
      ...kept.map((axis) => x[axis]),
      ...kept.map((axis) => strides[axis]),
      ...summed.map((s) => s.extent),
      ...summed.map((s) => s.stride),
    ],
  });
  c.emit(SUM, c.node.output.size, words, { share: 'either' });
};
