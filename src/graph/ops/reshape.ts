/**
 * Another shape for the same elements in the same order. Costs nothing: both tensors share one
 * buffer.
 */

import { sizeOf } from '../../arrays.js';
import { checkShape } from '../constants.js';
import { checkTensors, emit, type Op, type Shape, shapeError, type Tensor } from '../tensor.js';

/** Of `reshape`. */
export interface ReshapeAttrs {
  /** Of the output. */
  shape: Shape;
}

export const reshapeOp: Op<ReshapeAttrs> = {
  shapes(inputs, { shape }) {
    if (sizeOf(shape) !== inputs[0].size) throw shapeError('reshape', inputs, `to [${shape}]`);
    return [shape];
  },
  reads: () => 'any',
  isAlias: true,
  gradient: (node, [g]) => [g && reshape(g, node.inputs[0].shape)],
  cost: () => 0,
  traffic: () => 0,
};

/** `x` in row-major order under another shape of the same size. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensors('reshape', [x]);
  checkShape('reshape', shape);
  return emit<ReshapeAttrs>('reshape', [x], { shape: [...shape] })[0];
}
