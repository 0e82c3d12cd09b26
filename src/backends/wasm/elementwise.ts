// The instruction of an elementwise chain: axes that all operands step through alike are joined,
// and the last one that is left is the row that the kernel works along.

import * as opcodes from '../../../assembly/schedule/opcodes.js';
import { type Shape, sizeOf } from '../../graph/index.js';
import type { ElementwiseAttrs, MicroName } from '../../graph/ops/elementwise.js';
import type { Word } from '../lowering/instructions.js';
import type { NodeContext } from '../lowering/node-context.js';
import { f64Words } from './encoder.js';

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
  add: opcodes.MICRO_ADD,
  sub: opcodes.MICRO_SUB,
  mul: opcodes.MICRO_MUL,
  div: opcodes.MICRO_DIV,
  reluGrad: opcodes.MICRO_RELU_GRAD,
  tanhGrad: opcodes.MICRO_TANH_GRAD,
  sigmoidGrad: opcodes.MICRO_SIGMOID_GRAD,
  geluGrad: opcodes.MICRO_GELU_GRAD,
  swishGrad: opcodes.MICRO_SWISH_GRAD,
};

/** The axes at which a new row may have to begin: [ensemble, batch, channel, …]. */
const ENSEMBLE_AXIS = 0;
const SAMPLE_AXIS = 2;

interface Axes {
  extents: number[];
  /** For each operand, elements from one index to the next along each axis. */
  strides: number[][];
}

/** Whether a tensor is a field of several axes. Of a spectrum, axis 3 is not one of space. */
export const hasPlanes = (shape: Shape): boolean => shape.length > 4 && shape[3] !== 2;

/**
 * Elements from one index to the next along each axis of a tensor, or of a range of its indices;
 * 0 along an axis of one index, which broadcasts.
 */
export const stridesOf = (tensor: Shape, range: Shape = tensor): number[] =>
  range.map((extent, axis) => (extent === 1 ? 0 : sizeOf(tensor.slice(axis + 1))));

/**
 * The axes of `shape`, as few as every operand's strides along them allow; at least one. The
 * ensemble axis is joined with none, and the axes of a sample with none before them, so that seeds
 * and samples are whole rows.
 */
export function joinAxes(shape: Shape, operands: readonly (readonly number[])[]): Axes {
  const extents: number[] = [];
  const strides: number[][] = operands.map(() => []);
  let inSample = false;
  let afterEnsemble = false;
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const last = extents.length - 1;
    const begins = afterEnsemble || (axis >= SAMPLE_AXIS && !inSample);
    if (axis >= SAMPLE_AXIS) inSample = true;
    afterEnsemble = axis === ENSEMBLE_AXIS;
    const joins =
      last >= 0 && !begins && strides.every((s, i) => s[last] === extent * operands[i][axis]);
    if (joins) {
      extents[last] *= extent;
      strides.forEach((s, i) => {
        s[last] = operands[i][axis];
      });
    } else {
      extents.push(extent);
      strides.forEach((s, i) => {
        s.push(operands[i][axis]);
      });
    }
  });
  if (extents.length === 0 || afterEnsemble) {
    extents.push(1);
    for (const s of strides) s.push(0);
  }
  return { extents, strides };
}

export function lowerElementwise(c: NodeContext): void {
  const { code, shape } = c.node.attrs as ElementwiseAttrs;
  const inputs = c.node.inputs;
  const { extents, strides } = joinAxes(
    shape,
    inputs.map((t) => stridesOf(t.shape)),
  );
  const rank = extents.length - 1;
  const width = extents[rank];
  const rows = extents.slice(0, rank).reduce((a, b) => a * b, 1);
  const words: Word[] = [
    c.output(0),
    inputs.length,
    code.length,
    width,
    rank,
    ...extents.slice(0, rank),
  ];
  inputs.forEach((_, i) => {
    words.push(c.input(i), strides[i][rank], ...strides[i].slice(0, rank));
  });
  for (const { name, a, b, number } of code)
    words.push(MICRO_CODES[name], a, b, ...f64Words(number));
  const registers = inputs.length + code.length;
  const block = opcodes.ELEMENTWISE_BLOCK * c.elementBytes + 64;
  const items = rows * Math.ceil(width / opcodes.ELEMENTWISE_BLOCK);
  const scratch = registers * block + registers * 8 + 64;
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
}
