// Broadcasting and its adjoint.

import { sameShape, type Shape, type Tensor } from '../tensor.js';
import { copyTo } from './elementwise.js';
import { sum } from './sum.js';

/** `x` with every extent of 1 repeated to that of `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (x.rank !== shape.length || x.shape.some((e, i) => e !== 1 && e !== shape[i])) {
    throw new Error(`broadcastTo: [${x.shape}] does not broadcast to [${shape}]`);
  }
  return sameShape(x.shape, shape) ? x : copyTo(x, shape);
}

/** The adjoint of broadcastTo: the sum over every axis along which `shape` has extent 1 and `x` has not. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  const axes = shape.flatMap((e, i) => (e === 1 && x.shape[i] !== 1 ? [i] : []));
  return axes.length === 0 ? x : sum(x, axes);
}
