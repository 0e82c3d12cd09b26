/**
 * Correlation in one, two or three dimensions with bias, what neural networks call a convolution:
 * on the grid, to a coarser one (stride) or to a finer one (input dilation).
 */

import {
  checkTensors,
  emit,
  type Op,
  type Reads,
  type Shape,
  sameShape,
  shapeError,
  type Tensor,
  type TypedNode,
} from '../tensor.js';
import {
  type ConvGeometry,
  type ConvOptions,
  convGeometry,
  inputSpace,
  kernelShape,
  outputSpace,
} from './conv-geometry.js';

/**
 * What a convolution's kernel does to its result before it is stored; set by the fusion pass alone.
 */
export type Epilogue = 'none' | 'relu' | 'reluGrad' | 'add';

/** Of `conv`. */
export interface ConvAttrs {
  /** Of the convolution, for its gradient with respect to the input, too. */
  geometry: ConvGeometry;
  /** Whether there is a third input, the bias. */
  hasBias: boolean;
  /** With 'reluGrad' and 'add', the last input is the other operand. */
  epilogue: Epilogue;
}

/**
 * Multiplications and additions of a convolution with weights [E, out, in, k, …] that makes y, but
 * for those of the zeros of an input dilation.
 */
export function convCost(w: Shape, y: Tensor, { axes }: ConvGeometry): number {
  const taps = axes.reduce((n, { kernel, inputDilation }) => (n * kernel) / inputDilation, 1);
  return Math.ceil(2 * w[2] * taps * y.size);
}

/** Throws unless the first inputs have these shapes. */
export function checkShapes(op: string, inputs: readonly Tensor[], shapes: readonly Shape[]): void {
  if (shapes.every((shape, i) => sameShape(inputs[i].shape, shape))) return;
  const expected = shapes.map((shape) => `[${shape}]`).join(', ');
  throw shapeError(op, inputs, `do not fit together; expected are ${expected}`);
}

/** Weights and bias belong to a seed; fields, those of an epilogue too, to samples. */
export const readsOfConv = ({ attrs }: TypedNode<ConvAttrs>, input: number): Reads =>
  input === 1 || (input === 2 && attrs.hasBias) ? 'seed' : 'sample';

export const convOp: Op<ConvAttrs> = {
  shapes(inputs, { geometry, hasBias }) {
    const [x, w, bias] = inputs;
    const [seeds, batch, inward] = x.shape;
    const outward = w.shape[1];
    checkShapes('conv', inputs, [
      [seeds, batch, inward, ...inputSpace(geometry)],
      [seeds, outward, inward, ...kernelShape(geometry)],
    ]);
    if (hasBias && bias.size !== seeds * outward)
      throw shapeError('conv', inputs, 'bias is [ensemble, out, 1, …]');
    return [[seeds, batch, outward, ...outputSpace(geometry)]];
  },
  reads: readsOfConv,
  gradient(node, [g], needed) {
    if (!g) return node.inputs.map(() => null);
    const { geometry, hasBias } = node.attrs;
    const [x, w, bias] = node.inputs;
    const plain: ConvAttrs = { geometry, hasBias: false, epilogue: 'none' };
    const dx = needed[0] ? emit('convInputGrad', [g, w], plain)[0] : null;
    if (!needed[1] && !needed[2]) return [dx, null, null];
    const biasShape = hasBias ? bias.shape : null;
    const [dw, db] = emit('convWeightGrad', [x, g], { geometry, biasShape });
    return hasBias ? [dx, dw, db] : [dx, dw];
  },
  cost: (node) => convCost(node.inputs[1].shape, node.output, node.attrs.geometry),
};

/** The convolution of a known geometry. */
export function convOf(
  x: Tensor,
  w: Tensor,
  bias: Tensor | null | undefined,
  geometry: ConvGeometry,
): Tensor {
  const attrs: ConvAttrs = { geometry, hasBias: Boolean(bias), epilogue: 'none' };
  return emit('conv', bias ? [x, w, bias] : [x, w], attrs)[0];
}

/**
 * y[e,b,o,n] = bias[e,o] + Σ_{i,t} w[e,o,i,t] x̃[e,b,i,n·stride + t·dilation - before], x̃ being x
 * continued beyond its ends as the boundary says and then spread, with inputDilation - 1 zeros
 * behind each point, and before = ⌊(k-1)/2⌋·dilation (conv-geometry.ts). x [E, B, in, …space], w
 * [E, out, in, k, …], bias [E, out, 1, …] or null; y has ⌈N·inputDilation/stride⌉ points along an
 * axis of N. Throws an Error where the shapes or options do not fit. (equinox.nn.Conv with 'SAME'
 * padding; with an input dilation pdequinox's PhysicsConvTranspose.)
 */
export function conv(x: Tensor, w: Tensor, bias: Tensor | null, options: ConvOptions = {}): Tensor {
  checkTensors('conv', [x, w]);
  return convOf(x, w, bias, convGeometry(x.shape.slice(3), w.shape.slice(3), options));
}
