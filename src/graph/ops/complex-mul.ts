/** Mode-by-mode complex products of spectral tensors. */

import { sizeOf } from '../../arrays.js';
import { checkOptions, FLAG } from '../../checks.js';
import { emit, type Op, type Shape, sameShape, shapeError, type Tensor } from '../tensor.js';
import { broadcastShape, broadcastTo, sumTo } from './broadcast.js';

/** Of `complexMul`. */
export interface ComplexMulAttrs {
  /** Multiplies by the conjugate of the second operand. */
  conjugate: boolean;
}

const PLANES = 3;

const modesOf = (shape: Shape): Shape => shape.slice(PLANES + 1);

/** Whether an operand has all modes of the product, or one for all. */
const takesModes = ({ shape }: Tensor, product: Shape): boolean =>
  sizeOf(modesOf(shape)) === 1 || sameShape(modesOf(shape), modesOf(product));

export const complexMulOp: Op<ComplexMulAttrs> = {
  shapes(inputs) {
    const [a, b] = inputs;
    if (a.shape[PLANES] !== 2 || b.shape[PLANES] !== 2)
      throw shapeError('complexMul', inputs, 'axis 3 holds two planes');
    const product = broadcastShape('complexMul', inputs);
    if (!inputs.every((t) => takesModes(t, product)))
      throw shapeError('complexMul', inputs, 'modes broadcast on all axes or on none');
    return [product];
  },
  reads: () => 'point',
  gradient(node, [g], needed) {
    if (!g) return [null, null];
    const [a, b] = node.inputs;
    const { conjugate } = node.attrs;
    // y = a·b: da = g·conj(b), db = g·conj(a).  y = a·conj(b): da = g·b, db = conj(g)·a.
    const da = needed[0] ? complexMul(g, b, { conjugate: !conjugate }) : null;
    const db = needed[1]
      ? conjugate
        ? complexMul(a, g, { conjugate: true })
        : complexMul(g, a, { conjugate: true })
      : null;
    return [da && sumTo(da, a.shape), db && sumTo(db, b.shape)];
  },
  cost: (node) => 3 * node.output.size,
};

/**
 * a·b, or with `conjugate` a·conj(b), mode by mode; equal rank, axis 3 the two planes, an extent of 1 broadcasts on
 * any other axis.
 */
export function complexMul(a: Tensor, b: Tensor, options: { conjugate?: boolean } = {}): Tensor {
  const product = broadcastShape('complexMul', [a, b]);
  checkOptions('complexMul', options, { conjugate: FLAG });
  const { conjugate = false } = options;
  // The op reads one mode for all or every one: what broadcasts on some axes of modes is spread.
  const operands = [a, b].map((t) =>
    takesModes(t, product)
      ? t
      : broadcastTo(t, [...t.shape.slice(0, PLANES + 1), ...modesOf(product)]),
  );
  return emit<ComplexMulAttrs>('complexMul', operands, { conjugate })[0];
}
