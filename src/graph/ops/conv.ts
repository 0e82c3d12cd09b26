/** Periodic "same" correlation in 1, 2 or 3 dimensions, with bias. */

import {
  emit,
  type Op,
  type Reads,
  type Shape,
  shapeError,
  type Tensor,
  type TypedNode,
} from '../tensor.js';

/**
 * What a convolution's kernel does to its result before it is stored; set by the fusion pass alone.
 */
export type Epilogue = 'none' | 'relu' | 'reluGrad' | 'add';

export interface ConvAttrs {
  dilation: number;
  hasBias: boolean;
  /** With 'reluGrad' and 'add', the last input is the other operand. */
  epilogue: Epilogue;
}

/**
 * Multiplications and additions of a convolution with weights [E, out, in, k, …] at `points` points
 * of all samples.
 */
export function convCost(w: Shape, points: number): number {
  const taps = w.slice(3).reduce((n, e) => n * e, 1);
  return 2 * w[1] * w[2] * taps * points;
}

/** Throws unless x [E, B, in, …] and w [E, out, in, k, …] fit. */
export function checkConv(op: string, x: Tensor, w: Tensor, channelAxis: 1 | 2): void {
  const dims = x.rank - 3;
  if (dims < 1 || dims > 3) throw shapeError(op, [x, w], 'one to three spatial axes');
  const taps = w.shape.slice(3);
  if (w.rank !== x.rank || taps.some((k) => k !== taps[0])) {
    throw shapeError(
      op,
      [x, w],
      'weights are [ensemble, out, in, k, …] with equal taps on every axis',
    );
  }
  if (x.shape[2] !== w.shape[channelAxis] || x.shape[0] !== w.shape[0]) {
    throw shapeError(op, [x, w], 'channels or ensembles differ');
  }
}

/** Weights and bias belong to a seed; fields, those of an epilogue too, to samples. */
export const readsOfConv = ({ attrs }: TypedNode<ConvAttrs>, input: number): Reads =>
  input === 1 || (input === 2 && attrs.hasBias) ? 'seed' : 'sample';

export const convOp: Op<ConvAttrs> = {
  shapes(inputs, attrs) {
    const [x, w, bias] = inputs;
    checkConv('conv', x, w, 2);
    const out = w.shape[1];
    if (attrs.hasBias && bias.size !== w.shape[0] * out)
      throw shapeError('conv', inputs, 'bias is [ensemble, out, 1, …]');
    return [[x.shape[0], x.shape[1], out, ...x.shape.slice(3)]];
  },
  reads: readsOfConv,
  gradient(node, [g], needed) {
    if (!g) return node.inputs.map(() => null);
    const { dilation, hasBias } = node.attrs;
    const [x, w, bias] = node.inputs;
    const plain: ConvAttrs = { dilation, hasBias: false, epilogue: 'none' };
    const dx = needed[0] ? emit('convInputGrad', [g, w], plain)[0] : null;
    if (!needed[1] && !needed[2]) return [dx, null, null];
    const biasShape = hasBias ? bias.shape : null;
    const shapes = { dilation, weightShape: w.shape, biasShape };
    const [dw, db] = emit('convWeightGrad', [x, g], shapes);
    return hasBias ? [dx, dw, db] : [dx, dw];
  },
  cost: (node) => convCost(node.inputs[1].shape, node.output.size / node.output.shape[2]),
};

/**
 * y[e,b,o,n] = bias[e,o] + Σ_{i,t} w[e,o,i,t] x[e,b,i,(n + (t - (k-1)>>1)·dilation) mod N]. x [E,
 * B, in, …space], w [E, out, in, k, …], bias [E, out, 1, …] or null. (equinox.nn.Conv with periodic
 * padding.)
 */
export function conv(x: Tensor, w: Tensor, bias: Tensor | null, { dilation = 1 } = {}): Tensor {
  const attrs: ConvAttrs = { dilation, hasBias: bias !== null, epilogue: 'none' };
  return emit('conv', bias ? [x, w, bias] : [x, w], attrs)[0];
}
