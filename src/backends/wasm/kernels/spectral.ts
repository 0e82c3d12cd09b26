/** Fourier transforms, and products and sums of spectra, as instructions of the core. */

import { ComplexMul } from '../../../../assembly/kernels/arguments/complex-mul.js';
import {
  ProductOperands,
  Products as ProductTable,
  ProductTerm,
} from '../../../../assembly/kernels/arguments/products.js';
import { RealTransform } from '../../../../assembly/kernels/arguments/spectral.js';
import { LanesTransform } from '../../../../assembly/kernels/arguments/spectral-lanes.js';
import {
  SpectralChannel,
  SpectralSum,
  SpectralTerm,
  TermKind as TermCode,
} from '../../../../assembly/kernels/arguments/spectral-sum.js';
import {
  COMPLEX_MUL,
  IRFFT_LANES,
  RFFT,
  RFFT_LANES,
  SPECTRAL_SUM,
} from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import {
  argumentWords,
  core,
  f64Words,
  NO_PRODUCTS,
  type Operand,
  transformPasses,
} from '../../../core/index.js';
import type { Band, ComplexMulAttrs, IrfftAttrs, RfftAttrs, Shape } from '../../../graph/index.js';
import type { Channel } from '../../lowering/channels.js';
import type { SpectralSumAttrs, TermKind } from '../../lowering/fuse-sums.js';
import { type Place, plus, type Word } from '../../lowering/instructions.js';
import type { Lower, NodeContext } from '../../lowering/node-context.js';
import type { Products, WithProducts } from '../fuse-products.js';
import type { SampleLanes, WithLanes } from '../sample-lanes.js';

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
      const table = productWords(c, products, sizeOf(space.slice(0, -1)));
      placed.splice(RealTransform.PRODUCTS, 1, ...table);
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
  const termWords = terms.map(({ factor, channels }) =>
    argumentWords(ProductTerm, {
      FACTOR: f64Words(factor),
      FIRST_CHANNEL: channels.flatMap(([a, b]) => operandWords(c, a, b)),
    }),
  );
  return argumentWords(ProductTable, {
    TERMS: terms.length,
    SUBTRACTED: subtracted,
    CHANNELS: terms[0].channels.length,
    LINES: linesOfField,
    FIRST_TERM: termWords.flat(),
  });
}

function operandWords(c: NodeContext, a: Channel, b: Channel): Word[] {
  const [ofA, ofB] = [placeOfChannel(c, a), placeOfChannel(c, b)];
  return argumentWords(ProductOperands, {
    A: ofA.place,
    A_STRIDE: ofA.stride,
    B: ofB.place,
    B_STRIDE: ofB.stride,
  });
}

/** Where a channel of the first sample of an input lies, and bytes from sample to sample. */
function placeOfChannel(c: NodeContext, { input, channel }: Channel) {
  const { shape } = c.node.inputs[input];
  const bytes = sizeOf(shape.slice(3)) * c.elementBytes;
  return { place: plus(c.input(input), channel * bytes), stride: shape[2] * bytes };
}

/** A transform of samples side by side. */
function lanesKernel(c: NodeContext, inverse: boolean, lanes: SampleLanes, { cutoff }: Band): void {
  const { points, batch, lines } = lanes;
  const { products } = c.node.attrs as WithProducts;
  const [E, groups, C] = (inverse ? c.node.inputs[0] : c.node.output).shape;
  const width = (points >> 1) + 1;
  const modes = cutoff === null ? width : Math.min(width, cutoff + 1);
  const words = argumentWords(LanesTransform, {
    X: c.input(0),
    Y: c.output(0),
    PLAN: fftPlan(c, points, 1),
    POINTS: points,
    GROUPS: groups,
    CHANNELS: C,
    BATCH: batch,
    MODES: modes,
    WIDTH: width,
    LINES: lines ? 1 : 0,
    PRODUCTS: products ? productWords(c, products, 1) : NO_PRODUCTS,
  });
  c.emit(inverse ? IRFFT_LANES : RFFT_LANES, E * groups * C, words, {
    scratch: core().fftScratchBytes(points) + (products ? core().fftProductBytes(points) : 0),
    ...(inverse && lines ? { batch: groups } : {}),
  });
}

export const rfft: Lower = (c) => {
  const { doubled, lanes, ...band } = c.node.attrs as RfftAttrs & WithLanes;
  if (lanes) lanesKernel(c, false, lanes, band);
  else transformKernel(c, false, c.node.inputs[0].shape.slice(3), band, doubled);
};

export const irfft: Lower = (c) => {
  const { space, halved, lanes, ...band } = c.node.attrs as IrfftAttrs & WithLanes;
  if (lanes) lanesKernel(c, true, lanes, band);
  else transformKernel(c, true, space, band, halved);
};

/** Modes that one thread multiplies at least. */
const MODES_OF_A_PIECE = 1024;

export const complexMul: Lower = (c) => {
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
  const words = argumentWords(ComplexMul, {
    A: c.input(0),
    B: c.input(1),
    Y: c.output(0),
    BATCH: B,
    CHANNELS: C,
    MODES: sizeOf(modes),
    PIECE: MODES_OF_A_PIECE,
    IN_A: present(a.shape),
    IN_B: present(b.shape),
    CONJUGATE: conjugate ? 1 : 0,
  });
  c.emit(COMPLEX_MUL, E * B * C * pieces, words);
};

const TERM_CODES: Record<TermKind, TermCode> = {
  plain: TermCode.PLAIN,
  real: TermCode.REAL,
  complex: TermCode.COMPLEX,
  imaginary: TermCode.IMAGINARY,
};

export const spectralSum: Lower = (c) => {
  const { terms } = c.node.attrs as SpectralSumAttrs;
  const y = c.node.output.shape;
  const [E, B, C] = y;
  const modes = sizeOf(y.slice(4));
  const plane = modes * c.elementBytes;
  const pieces = Math.ceil(modes / MODES_OF_A_PIECE);
  const termWords = terms.map(({ kind, operator, channels }) =>
    argumentWords(SpectralTerm, {
      KIND: TERM_CODES[kind],
      // An imaginary operator is its second plane.
      OPERATOR: operator < 0 ? 0 : plus(c.input(operator), kind === 'imaginary' ? plane : 0),
      FIRST_CHANNEL: channels.flatMap((channel) => {
        const { place, stride } = placeOfChannel(c, channel);
        return argumentWords(SpectralChannel, { ADDRESS: place, STRIDE: stride });
      }),
    }),
  );
  const words = argumentWords(SpectralSum, {
    Y: c.output(0),
    SAMPLES: E * B,
    CHANNELS: C,
    MODES: modes,
    PIECE: MODES_OF_A_PIECE,
    TERMS: terms.length,
    FIRST_TERM: termWords.flat(),
  });
  c.emit(SPECTRAL_SUM, E * B * C * pieces, words);
};
