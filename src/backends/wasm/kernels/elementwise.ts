/**
 * The instruction of an elementwise chain: axes that all operands step through alike are joined,
 * and the last one that is left is the row that the kernel works along.
 */

import {
  Elementwise,
  ElementwiseInput,
  ElementwiseMicro,
} from '../../../../assembly/kernels/arguments/elementwise.js';
import * as opcodes from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords, core, f64Words } from '../../../core/index.js';
import type { ElementwiseAttrs, MicroName } from '../../../graph/index.js';
import { hasPlanes, joinAxes, stridesOf } from '../../lowering/axes.js';
import type { Lower } from '../../lowering/node-context.js';

const MICRO_CODES: Record<MicroName, number> = {
  copy: opcodes.MICRO_COPY,
  neg: opcodes.MICRO_NEG,
  abs: opcodes.MICRO_ABS,
  sign: opcodes.MICRO_SIGN,
  square: opcodes.MICRO_SQUARE,
  sqrt: opcodes.MICRO_SQRT,
  relu: opcodes.MICRO_RELU,
  tanh: opcodes.MICRO_TANH,
  sigmoid: opcodes.MICRO_SIGMOID,
  gelu: opcodes.MICRO_GELU,
  swish: opcodes.MICRO_SWISH,
  scale: opcodes.MICRO_SCALE,
  offset: opcodes.MICRO_OFFSET,
  power: opcodes.MICRO_POWER,
  add: opcodes.MICRO_ADD,
  sub: opcodes.MICRO_SUB,
  mul: opcodes.MICRO_MUL,
  div: opcodes.MICRO_DIV,
  max: opcodes.MICRO_MAX,
  reluGrad: opcodes.MICRO_RELU_GRAD,
  tanhGrad: opcodes.MICRO_TANH_GRAD,
  sigmoidGrad: opcodes.MICRO_SIGMOID_GRAD,
  geluGrad: opcodes.MICRO_GELU_GRAD,
  swishGrad: opcodes.MICRO_SWISH_GRAD,
};

export const elementwise: Lower = (c) => {
  const { code, shape } = c.node.attrs as ElementwiseAttrs;
  const inputs = c.node.inputs;
  const { extents, strides } = joinAxes(
    shape,
    inputs.map((t) => stridesOf(t.shape)),
  );
  const rank = extents.length - 1;
  const width = extents[rank];
  const rows = sizeOf(extents.slice(0, rank));
  const inputWords = inputs.flatMap((_, i) =>
    argumentWords(ElementwiseInput, {
      ADDRESS: c.input(i),
      CONTIGUOUS: strides[i][rank],
      STRIDES: strides[i].slice(0, rank),
    }),
  );
  const microWords = code.flatMap(({ name, a, b, number }) =>
    argumentWords(ElementwiseMicro, {
      CODE: MICRO_CODES[name],
      A: a,
      B: b,
      NUMBER: f64Words(number),
    }),
  );
  const words = argumentWords(Elementwise, {
    OUT: c.output(0),
    INPUTS: inputs.length,
    MICROS: code.length,
    WIDTH: width,
    RANK: rank,
    EXTENTS: [...extents.slice(0, rank), ...inputWords, ...microWords],
  });
  const items = rows * Math.ceil(width / opcodes.ELEMENTWISE_BLOCK);
  const isF64 = c.precision === 'f64' ? 1 : 0;
  const scratch = core().elementwiseScratchBytes(inputs.length + code.length, isF64);
  // Points of space alone: planes are blocks of whole rows.
  const [extent] = shape.slice(3);
  const sameSpace = inputs.every(
    (t) => t.rank === shape.length && sizeOf(t.shape.slice(3)) === sizeOf(shape.slice(3)),
  );
  const local =
    hasPlanes(shape) &&
    sameSpace &&
    width === sizeOf(shape.slice(3)) &&
    width % opcodes.ELEMENTWISE_BLOCK === 0;
  const planes = local ? { fields: rows, extent } : undefined;
  c.emit(opcodes.ELEMENTWISE, items, words, { scratch, share: 'either', planes });
};
