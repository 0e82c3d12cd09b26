/** What only moves elements: ranges of axes, concatenations, rows of data sets. */

import { Copy, Gather, Zero } from '../../../../assembly/kernels/arguments/gather.js';
import { COPY, GATHER, ZERO } from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords } from '../../../core/index.js';
import type {
  ConcatAttrs,
  GatherAttrs,
  PadAttrs,
  Shape,
  SliceAttrs,
} from '../../../graph/index.js';
import { hasPlanes } from '../../lowering/axes.js';
import { type Instruction, type Place, plus, type Word } from '../../lowering/instructions.js';
import type { Lower, NodeContext } from '../../lowering/node-context.js';

/** They work on samples as well as on parameters. */
const FLEXIBLE = { share: 'either' } as const;

/** Runs of `bytes` bytes, those of `from` and of `to` each so many bytes apart. */
const copyWords = (from: Place, to: Place, bytes: number, fromStride: number, toStride: number) =>
  argumentWords(Copy, {
    FROM: from,
    TO: to,
    BYTES: bytes,
    FROM_STRIDE: fromStride,
    TO_STRIDE: toStride,
  });

/** The instruction that copies bytes, in equal parts for each seed. */
export function copyInstruction(from: Place, to: Place, bytes: number, seeds: number): Instruction {
  const part = bytes / seeds;
  const words: Word[] = copyWords(from, to, part, part, part);
  return { kind: 'instruction', op: 'copy', opcode: COPY, items: seeds, words, group: 0 };
}

/** Bytes of one run and number of runs of a tensor that is cut along `axis`. */
function runsAlong(c: NodeContext, shape: Shape, axis: number) {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    unit: sizeOf(shape.slice(axis + 1)) * c.elementBytes,
  };
}

export const slice: Lower = (c) => {
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
    c.emit(COPY, rows, copyWords(from, c.output(0), row, row, row), { ...FLEXIBLE, planes });
    return;
  }
  c.emit(COPY, outer, copyWords(from, c.output(0), bytes, x[axis] * unit, bytes), FLEXIBLE);
};

export const pad: Lower = (c) => {
  const { axis, before, after } = c.node.attrs as PadAttrs;
  const x = c.node.inputs[0].shape;
  const { outer, unit } = runsAlong(c, x, axis);
  const bytes = x[axis] * unit;
  const stride = c.node.output.shape[axis] * unit;
  const zero = (to: Place, bytes: number) => {
    const words = argumentWords(Zero, { TO: to, BYTES: bytes, STRIDE: stride });
    c.emit(ZERO, outer, words, FLEXIBLE);
  };
  const y = c.output(0);
  if (before > 0) zero(y, before * unit);
  const words = copyWords(c.input(0), plus(y, before * unit), bytes, bytes, stride);
  c.emit(COPY, outer, words, FLEXIBLE);
  if (after > 0) zero(plus(y, before * unit + bytes), after * unit);
};

export const concat: Lower = (c) => {
  const { axis } = c.node.attrs as ConcatAttrs;
  const { outer, unit } = runsAlong(c, c.node.output.shape, axis);
  const stride = c.node.output.shape[axis] * unit;
  let at = 0;
  c.node.inputs.forEach((t, i) => {
    const bytes = t.shape[axis] * unit;
    const words = copyWords(c.input(i), plus(c.output(0), at), bytes, bytes, stride);
    c.emit(COPY, outer, words, FLEXIBLE);
    at += bytes;
  });
};

export const gather: Lower = (c) => {
  const { offset } = c.node.attrs as GatherAttrs;
  const [data, rows] = c.node.inputs;
  const bytes = sizeOf(data.shape.slice(1)) * c.elementBytes;
  const [E, B] = rows.shape;
  const words = argumentWords(Gather, {
    DATA: c.input(0),
    ROWS: c.input(1),
    Y: c.output(0),
    BYTES: bytes,
    OFFSET: offset,
    BATCH: B,
    SEED_STRIDE: c.seedStride(1),
  });
  c.emit(GATHER, E * B, words);
};
