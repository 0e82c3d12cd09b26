// Fourier transforms, products and sums of spectra, and the mixing of channels as instructions of
// the core. The order of every instruction's words is that of the argument list at the head of its
// kernel's file in assembly/kernels/, which also gives the scratch bytes.

import {
  COMPLEX_MUL,
  IRFFT_LANES,
  MODE_MIX,
  MODE_MIX_WEIGHT_GRAD,
  RFFT,
  RFFT_LANES,
  SPECTRAL_SUM,
} from '../../../assembly/schedule/opcodes.js';
import { core, NO_PRODUCTS, type Operand, transformPasses } from '../../core/index.js';
import { type Shape, sizeOf } from '../../graph/index.js';
import type { Band } from '../../graph/ops/band.js';
import type { ComplexMulAttrs } from '../../graph/ops/complex-mul.js';
import type { IrfftAttrs } from '../../graph/ops/irfft.js';
import type { ModeMixAttrs } from '../../graph/ops/mode-mix.js';
import type { RfftAttrs } from '../../graph/ops/rfft.js';
import type { SpectralSumAttrs, TermKind } from '../lowering/fuse-sums.js';
import { chunksOf, type Place, plus, type Word } from '../lowering/instructions.js';
import type { NodeContext } from '../lowering/node-context.js';
import { f64Words } from './encoder.js';
import { fold } from './fold.js';
import type { Products, WithProducts } from './fuse-products.js';
import type { SampleLanes, WithLanes } from './sample-lanes.js';

type Kernel = (context: NodeContext) => void;

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
      scratch += core().fftProductBytes(points);
    }
    c.emit(
      opcode,
      items,
      placed,
      local ? { scratch, planes: { fields: E * B * C, extent: space[0] } } : { scratch },
    );
  }
}

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

/** A transform of samples side by side. */
function lanesKernel(c: NodeContext, inverse: boolean, lanes: SampleLanes, { cutoff }: Band): void {
  const { points, batch, lines } = lanes;
  const { products } = c.node.attrs as WithProducts;
  const [E, groups, C] = (inverse ? c.node.inputs[0] : c.node.output).shape;
  const width = (points >> 1) + 1;
  const modes = cutoff === null ? width : Math.min(width, cutoff + 1);
  const words = [c.input(0), c.output(0), fftPlan(c, points, 1), points, groups, C, batch];
  c.emit(
    inverse ? IRFFT_LANES : RFFT_LANES,
    E * groups * C,
    [
      ...words,
      ...[modes, width, lines ? 1 : 0],
      ...(products ? productWords(c, products, 1) : [NO_PRODUCTS]),
    ],
    {
      scratch: core().fftScratchBytes(points) + (products ? core().fftProductBytes(points) : 0),
      ...(inverse && lines ? { batch: groups } : {}),
    },
  );
}

export const rfft: Kernel = (c) => {
  const { doubled, lanes, ...band } = c.node.attrs as RfftAttrs & WithLanes;
  if (lanes) lanesKernel(c, false, lanes, band);
  else transformKernel(c, false, c.node.inputs[0].shape.slice(3), band, doubled);
};

export const irfft: Kernel = (c) => {
  const { space, halved, lanes, ...band } = c.node.attrs as IrfftAttrs & WithLanes;
  if (lanes) lanesKernel(c, true, lanes, band);
  else transformKernel(c, true, space, band, halved);
};

/** Modes that one thread multiplies at least. */
const MODES_OF_A_PIECE = 1024;

export const complexMul: Kernel = (c) => {
  const { conjugate } = c.node.attrs as ComplexMulAttrs;
  const y = c.node.output.shape;
  const modes = y.slice(4);
  const present = (shape: Shape) => {
    const bits = [shape[0], shape[1], shape[2], sizeOf(shape.slice(4))].map((e, bit) =>
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

export const spectralSum: Kernel = (c) => {
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

export const modeMix: Kernel = (c) => {
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

export const modeMixWeightGrad: Kernel = (c) => {
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
