// The table from op to instructions of the core. The order of every instruction's words is that of
// the argument list at the head of its kernel's file in assembly/kernels/, which also gives the
// scratch bytes.

import {
  ADAM,
  BATCH_SUM,
  COPY,
  DENSE,
  DENSE_INPUT_GRAD,
  DENSE_WEIGHT_GRAD,
  GATHER,
  SUM,
  ZERO,
} from '../../../assembly/schedule/opcodes.js';
import { type Shape, sizeOf } from '../../graph/index.js';
import type { AdamAttrs } from '../../graph/ops/adam.js';
import type { ConcatAttrs } from '../../graph/ops/concat.js';
import type { GatherAttrs } from '../../graph/ops/gather.js';
import type { PadAttrs } from '../../graph/ops/pad.js';
import type { SliceAttrs } from '../../graph/ops/slice.js';
import type { SumAttrs } from '../../graph/ops/sum.js';
import { hasPlanes, stridesOf } from '../lowering/axes.js';
import { chunksOf, plus } from '../lowering/instructions.js';
import type { NodeContext } from '../lowering/node-context.js';
import type { KernelOp, PassOp } from '../lowering/op-facts.js';
import { lowerConv, lowerConvWeightGrad } from './convolutions.js';
import { lowerElementwise } from './elementwise.js';
import { f64Words } from './encoder.js';
import { fold } from './fold.js';
import { complexMul, irfft, modeMix, modeMixWeightGrad, rfft, spectralSum } from './spectral.js';

type Kernel = (context: NodeContext) => void;

/** For kernels that work on samples as well as on parameters. */
const FLEXIBLE = { share: 'either' } as const;

const dense: Kernel = (c) => {
  const [E, B, I] = c.node.inputs[0].shape;
  const O = c.node.output.shape[2];
  const bias = c.node.inputs.length > 2 ? c.input(2) : 0;
  c.emit(DENSE, E * B, [c.input(0), c.input(1), bias, c.output(0), B, I, O, B * I, O * I, O]);
};

const denseInputGrad: Kernel = (c) => {
  const [E, B, O] = c.node.inputs[0].shape;
  const I = c.node.output.shape[2];
  c.emit(DENSE_INPUT_GRAD, E * B, [c.input(0), c.input(1), c.output(0), B, I, O, B * O, O * I], {
    scratch: 128,
  });
};

const denseWeightGrad: Kernel = (c) => {
  const [E, B, I] = c.node.inputs[0].shape;
  const O = c.node.inputs[1].shape[2];
  const { size, count } = chunksOf(B);
  const S = c.elementBytes;
  const dw = c.workspace(E * count * O * I * S);
  const db = c.node.outputs.length > 1 ? c.workspace(E * count * O * S) : 0;
  c.emit(
    DENSE_WEIGHT_GRAD,
    E * count,
    [c.input(1), c.input(0), dw, db, B, count, size, I, O, B * O, B * I],
    { scratch: 128, batch: B },
  );
  fold(c, dw, c.output(0), E, count, O * I);
  if (db !== 0) fold(c, db, c.output(1), E, count, O);
};

const sum: Kernel = (c) => {
  const { axes } = c.node.attrs as SumAttrs;
  const x = c.node.inputs[0].shape;
  if (axes.length === 1 && axes[0] === 1) {
    const inner = sizeOf(x.slice(2));
    c.emit(BATCH_SUM, x[0] * inner, [c.input(0), c.output(0), x[1], inner], {
      scratch: 80,
      share: 'groups',
    });
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
  c.emit(
    SUM,
    c.node.output.size,
    [
      c.input(0),
      c.output(0),
      kept.length,
      summed.length,
      ...kept.map((axis) => x[axis]),
      ...kept.map((axis) => strides[axis]),
      ...summed.map((s) => s.extent),
      ...summed.map((s) => s.stride),
    ],
    FLEXIBLE,
  );
};

/** Bytes of one run and number of runs of a tensor that is cut along `axis`. */
function runsAlong(c: NodeContext, shape: Shape, axis: number) {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    unit: sizeOf(shape.slice(axis + 1)) * c.elementBytes,
  };
}

const slice: Kernel = (c) => {
  const { axis, start, stop } = c.node.attrs as SliceAttrs;
  const x = c.node.inputs[0].shape;
  const { outer, unit } = runsAlong(c, x, axis);
  const from = plus(c.input(0), start * unit);
  const bytes = (stop - start) * unit;
  if (outer === 1) {
    // One run: threads share its rows.
    const rows = (stop - start) * (x[axis + 1] ?? 1);
    const row = bytes / rows;
    const space = x.slice(3);
    const planes =
      axis === 2 && hasPlanes(x) && rows === (stop - start) * space[0]
        ? { fields: stop - start, extent: space[0] }
        : undefined;
    c.emit(COPY, rows, [from, c.output(0), row, row, row], { ...FLEXIBLE, planes });
    return;
  }
  c.emit(COPY, outer, [from, c.output(0), bytes, x[axis] * unit, bytes], FLEXIBLE);
};

const pad: Kernel = (c) => {
  const { axis, before, after } = c.node.attrs as PadAttrs;
  const x = c.node.inputs[0].shape;
  const { outer, unit } = runsAlong(c, x, axis);
  const bytes = x[axis] * unit;
  const stride = c.node.output.shape[axis] * unit;
  if (before > 0) c.emit(ZERO, outer, [c.output(0), before * unit, stride], FLEXIBLE);
  c.emit(
    COPY,
    outer,
    [c.input(0), plus(c.output(0), before * unit), bytes, bytes, stride],
    FLEXIBLE,
  );
  if (after > 0) {
    c.emit(ZERO, outer, [plus(c.output(0), before * unit + bytes), after * unit, stride], FLEXIBLE);
  }
};

const concat: Kernel = (c) => {
  const { axis } = c.node.attrs as ConcatAttrs;
  const { outer, unit } = runsAlong(c, c.node.output.shape, axis);
  const stride = c.node.output.shape[axis] * unit;
  let at = 0;
  c.node.inputs.forEach((t, i) => {
    const bytes = t.shape[axis] * unit;
    c.emit(COPY, outer, [c.input(i), plus(c.output(0), at), bytes, bytes, stride], FLEXIBLE);
    at += bytes;
  });
};

const gather: Kernel = (c) => {
  const { offset } = c.node.attrs as GatherAttrs;
  const [data, rows] = c.node.inputs;
  const bytes = sizeOf(data.shape.slice(1)) * c.elementBytes;
  const [E, B] = rows.shape;
  c.emit(GATHER, E * B, [c.input(0), c.input(1), c.output(0), bytes, offset, B, c.seedStride(1)]);
};

const adam: Kernel = (c) => {
  const { b1, b2, eps } = c.node.attrs as AdamAttrs;
  const { shape } = c.node.output;
  c.emit(
    ADAM,
    shape[0],
    [
      ...[0, 1, 2, 3].map((i) => c.input(i)),
      ...[0, 1, 2].map((i) => c.output(i)),
      ...[4, 5, 6].map((i) => c.input(i)),
      sizeOf(shape.slice(1)),
      ...f64Words(b1),
      ...f64Words(b2),
      ...f64Words(eps),
    ],
    { share: 'groups' },
  );
};

/** What each op becomes. */
export const kernelTable = {
  adam,
  complexMul,
  concat,
  conv: (c) => lowerConv(c, false),
  convInputGrad: (c) => lowerConv(c, true),
  convWeightGrad: lowerConvWeightGrad,
  dense,
  denseInputGrad,
  denseWeightGrad,
  elementwise: lowerElementwise,
  gather,
  irfft,
  modeMix,
  modeMixWeightGrad,
  pad,
  rfft,
  slice,
  spectralSum,
  sum,
} satisfies Record<KernelOp | Exclude<PassOp, 'gatherWindow'>, Kernel>;
