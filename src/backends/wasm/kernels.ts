// The table from op to instructions of the core. The order of every instruction's words is that of the argument list at the head
// of its kernel's file in assembly/kernels/, which also gives the scratch bytes.

import {
  ADAM,
  BATCH_SUM,
  COMPLEX_MUL,
  COPY,
  DENSE,
  DENSE_INPUT_GRAD,
  DENSE_WEIGHT_GRAD,
  GATHER,
  IRFFT_LANES,
  MODE_MIX,
  MODE_MIX_WEIGHT_GRAD,
  RFFT,
  RFFT_LANES,
  SPECTRAL_SUM,
  SUM,
  ZERO,
} from '../../../assembly/schedule/opcodes.js';
import { core } from '../../core/index.js';
import { NO_PRODUCTS, type Operand, transformPasses } from '../../core/transform-passes.js';
import { type OpName, type Shape, sizeOf } from '../../graph/index.js';
import type { AdamAttrs } from '../../graph/ops/adam.js';
import type { Band } from '../../graph/ops/band.js';
import type { ComplexMulAttrs } from '../../graph/ops/complex-mul.js';
import type { ConcatAttrs } from '../../graph/ops/concat.js';
import type { GatherAttrs } from '../../graph/ops/gather.js';
import type { IrfftAttrs } from '../../graph/ops/irfft.js';
import type { ModeMixAttrs } from '../../graph/ops/mode-mix.js';
import type { PadAttrs } from '../../graph/ops/pad.js';
import type { RfftAttrs } from '../../graph/ops/rfft.js';
import type { SliceAttrs } from '../../graph/ops/slice.js';
import type { SumAttrs } from '../../graph/ops/sum.js';
import { chunksOf, type Place, type Word } from '../lowering/instructions.js';
import type { NodeContext } from '../lowering/node-context.js';
import { lowerConv, lowerConvWeightGrad } from './convolutions.js';
import { lowerElementwise } from './elementwise.js';
import { f64Words } from './encoder.js';
import { fold } from './fold.js';
import type { Products, WithProducts } from './fuse-products.js';
import type { SpectralSumAttrs, TermKind } from './fuse-sums.js';
import type { LanesAttrs } from './sample-lanes.js';

type Kernel = (context: NodeContext) => void;

/** For kernels that work on samples as well as on parameters. */
const FLEXIBLE = { share: 'either' } as const;

/** The same place, some bytes further. */
const plus = (place: Place, bytes: number): Place => ({ ...place, byte: place.byte + bytes });

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

/** A plan of the Fourier transform (assembly/fft/plan.ts). */
function fftPlan(c: NodeContext, n: number, kind: number): Place {
  const isF64 = c.precision === 'f64' ? 1 : 0;
  return c.plan(`fft ${n} ${kind}`, () => {
    const bytes = core().fftPlanBytes(n, kind, isF64);
    return core().withScratch(bytes, (ptr) => {
      core().fftPlanInit(ptr, n, kind, isF64);
      return new Uint8Array(core().memory.buffer, ptr, bytes).slice();
    });
  });
}

/** The passes of a transform, each an instruction of its own. */
function transformKernel(
  c: NodeContext,
  inverse: boolean,
  space: Shape,
  { modes, cutoff }: Band,
  adjoint: boolean,
): void {
  const [E, B, C] = c.node.output.shape;
  const { elementBytes } = c;
  const { passes, workspaceBytes } = transformPasses({
    inverse,
    fields: E * B * C,
    space,
    modes,
    cutoff,
    adjoint,
    elementBytes,
  });
  const { products } = c.node.attrs as WithProducts;
  const places = {
    input: c.input(0),
    output: c.output(0),
    workspace: workspaceBytes > 0 ? c.workspace(workspaceBytes) : 0,
  };
  const placeOf = (operand: Operand): Word =>
    typeof operand === 'string' ? places[operand] : fftPlan(c, operand.points, operand.kind);
  for (const { opcode, items, words, points, local } of passes) {
    const placed = words.map((word) => (typeof word === 'number' ? word : placeOf(word)));
    let scratch = core().fftScratchBytes(points);
    if (products && opcode === RFFT) {
      placed.pop();
      placed.push(...productWords(c, products, sizeOf(space.slice(0, -1))));
      scratch += productBytes(points);
    }
    c.emit(
      opcode,
      items,
      placed,
      local ? { scratch, planes: { fields: E * B * C, extent: space[0] } } : { scratch },
    );
  }
}

/** Scratch bytes for products of lines of so many points. */
const productBytes = (points: number): number => 2 * (Math.max(16 * points, 4096) + 64);

/** The table of assembly/fft/products.ts. */
function productWords(
  c: NodeContext,
  { terms, subtracted }: Products,
  linesOfField: number,
): Word[] {
  const channels = terms[0].channels.length;
  const words: Word[] = [terms.length, subtracted, channels, linesOfField];
  for (const term of terms) {
    words.push(...f64Words(term.factor));
    for (const { input, channel } of term.channels.flat())
      words.push(...channelWords(c, input, channel));
  }
  return words;
}

/** Where a channel of the first sample of an input lies, and bytes from sample to sample. */
function channelWords(c: NodeContext, input: number, channel: number): Word[] {
  const { shape } = c.node.inputs[input];
  const bytes = sizeOf(shape.slice(3)) * c.elementBytes;
  return [plus(c.input(input), channel * bytes), shape[2] * bytes];
}

/** A transform of samples side by side (sample-lanes.ts). */
function lanesKernel(c: NodeContext, inverse: boolean): void {
  const { points, cutoff, batch, lines, products } = c.node.attrs as LanesAttrs & WithProducts;
  const [E, groups, C] = (inverse ? c.node.inputs[0] : c.node.output).shape;
  const width = (points >> 1) + 1;
  const modes = cutoff === null ? width : Math.min(width, cutoff + 1);
  c.emit(
    inverse ? IRFFT_LANES : RFFT_LANES,
    E * groups * C,
    [
      c.input(0),
      c.output(0),
      fftPlan(c, points, 1),
      points,
      groups,
      C,
      batch,
      modes,
      width,
      lines ? 1 : 0,
      ...(products ? productWords(c, products, 1) : [NO_PRODUCTS]),
    ],
    {
      scratch: core().fftScratchBytes(points) + (products ? productBytes(points) : 0),
      ...(inverse && lines ? { batch: groups } : {}),
    },
  );
}

/** Modes that one thread multiplies at least. */
const MODES_OF_A_PIECE = 1024;

const complexMul: Kernel = (c) => {
  const { conjugate } = c.node.attrs as ComplexMulAttrs;
  const y = c.node.output.shape;
  const modes = y.slice(4);
  const present = (shape: Shape) => {
    const mode = shape.slice(4);
    if (sizeOf(mode) !== 1 && sizeOf(mode) !== sizeOf(modes)) {
      throw new Error(
        `complexMul: modes [${mode}] broadcast to [${modes}] axis by axis are not provided`,
      );
    }
    const bits = [shape[0], shape[1], shape[2], sizeOf(mode)].map((e, bit) =>
      e > 1 ? 1 << bit : 0,
    );
    return bits.reduce((a, b) => a | b, 0);
  };
  const [a, b] = c.node.inputs;
  const [E, B, C] = y;
  const pieces = Math.ceil(sizeOf(modes) / MODES_OF_A_PIECE);
  c.emit(COMPLEX_MUL, E * B * C * pieces, [
    c.input(0),
    c.input(1),
    c.output(0),
    B,
    C,
    sizeOf(modes),
    MODES_OF_A_PIECE,
    present(a.shape),
    present(b.shape),
    conjugate ? 1 : 0,
  ]);
};

const TERM_KINDS: Record<TermKind, number> = { plain: 0, real: 1, complex: 2, imaginary: 3 };

const spectralSum: Kernel = (c) => {
  const { terms } = c.node.attrs as SpectralSumAttrs;
  const y = c.node.output.shape;
  const [E, B, C] = y;
  const modes = sizeOf(y.slice(4));
  const plane = modes * c.elementBytes;
  const pieces = Math.ceil(modes / MODES_OF_A_PIECE);
  const words: Word[] = [c.output(0), E * B, C, modes, MODES_OF_A_PIECE, terms.length];
  for (const { kind, operator, channels } of terms) {
    words.push(TERM_KINDS[kind]);
    // An imaginary operator is its second plane.
    words.push(operator < 0 ? 0 : plus(c.input(operator), kind === 'imaginary' ? plane : 0));
    for (const { input, channel } of channels) words.push(...channelWords(c, input, channel));
  }
  c.emit(SPECTRAL_SUM, E * B * C * pieces, words);
};

const modeMix: Kernel = (c) => {
  const { adjoint } = c.node.attrs as ModeMixAttrs;
  const X = c.node.inputs[0].shape;
  const [E, B, C] = X;
  const rows = sizeOf(X.slice(4, -1));
  c.emit(MODE_MIX, E * B * rows * C, [
    c.input(0),
    c.input(1),
    c.input(2),
    c.output(0),
    B,
    C,
    X[X.length - 1],
    X.length - 4,
    1,
    adjoint ? 1 : 0,
  ]);
};

const modeMixWeightGrad: Kernel = (c) => {
  const X = c.node.inputs[0].shape;
  const [E, B, C] = X;
  const { count } = chunksOf(B);
  const length = sizeOf(c.node.output.shape.slice(1));
  const partials = [0, 1].map(() => c.workspace(E * count * length * c.elementBytes));
  c.emit(
    MODE_MIX_WEIGHT_GRAD,
    E * count,
    [c.input(0), c.input(1), ...partials, B, C, X[X.length - 1], X.length - 4],
    { batch: B },
  );
  partials.forEach((p, i) => {
    fold(c, p, c.output(i), E, count, length);
  });
};

/** Row-major strides, 0 along extents of 1. */
function stridesOf(shape: Shape): number[] {
  const strides = new Array(shape.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis];
  }
  return strides;
}

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
      axis === 2 && x.length > 4 && rows === (stop - start) * space[0]
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

/** Ops that become instructions; loops and aliases are lowered where the graph is walked. */
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
  irfft: (c) => {
    const { space, halved, ...band } = c.node.attrs as IrfftAttrs;
    transformKernel(c, true, space, band, halved);
  },
  modeMix,
  modeMixWeightGrad,
  pad,
  rfft: (c) => {
    const { doubled, ...band } = c.node.attrs as RfftAttrs;
    transformKernel(c, false, c.node.inputs[0].shape.slice(3), band, doubled);
  },
  slice,
  sum,
  irfftLanes: (c) => lanesKernel(c, true),
  rfftLanes: (c) => lanesKernel(c, false),
  spectralSum,
} satisfies Record<
  | Exclude<OpName, 'repeat' | 'reshape' | 'stopGradient'>
  | 'rfftLanes'
  | 'irfftLanes'
  | 'spectralSum',
  Kernel
>;
