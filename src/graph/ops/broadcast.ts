/** Broadcasting and its adjoint, the sum over axes. */

import { UserError } from '../../errors.js';
import { checkAxes, checkShape } from '../constants.js';
import { checkTensors, emit, type Shape, sameShape, shapeError, type Tensor } from '../tensor.js';

const BATCH = 1;

/** The shape of an elementwise result: equal rank, an extent of 1 broadcasts, nothing else. */
export function broadcastShape(op: string, inputs: readonly Tensor[]): Shape {
  checkTensors(op, inputs);
  const rank = inputs[0].rank;
  if (inputs.some((t) => t.rank !== rank)) throw shapeError(op, inputs, 'ranks differ');
  return inputs[0].shape.map((_, axis) => {
    let extent = 1;
    for (const t of inputs) {
      const e = t.shape[axis];
      if (e !== 1 && extent !== 1 && e !== extent) {
        throw shapeError(op, inputs, `axis ${axis}: only an extent of 1 broadcasts`);
      }
      if (e !== 1) extent = e;
    }
    return extent;
  });
}

/** `x` with every extent of 1 repeated to that of `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkTensors('broadcastTo', [x]);
  checkShape('broadcastTo', shape);
  if (x.rank !== shape.length || x.shape.some((e, i) => e !== 1 && e !== shape[i])) {
    throw new UserError(`broadcastTo: [${x.shape}] does not broadcast to [${shape}]`);
  }
  if (sameShape(x.shape, shape)) return x;
  return emit('elementwise', [x], { code: [{ name: 'copy', a: 0, b: -1, number: 0 }], shape })[0];
}

/** Sum over `axes`; they stay, with extent 1. The batch is summed last and by itself. */
export function sum(x: Tensor, axes: readonly number[]): Tensor {
  checkTensors('sum', [x]);
  checkAxes('sum', axes);
  const open = axes.filter((a) => x.shape[a] !== 1);
  const inner = open.filter((a) => a !== BATCH).sort((a, b) => a - b);
  let y = x;
  if (inner.length > 0) y = emit('sum', [y], { axes: inner })[0];
  if (open.includes(BATCH)) y = emit('sum', [y], { axes: [BATCH] })[0];
  return y;
}

/**
 * The adjoint of broadcastTo: the sum over every axis along which `shape` has extent 1 and `x` has
 * not.
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  checkTensors('sumTo', [x]);
  checkShape('sumTo', shape);
  return sum(
    x,
    shape.flatMap((e, i) => (e === 1 && x.shape[i] !== 1 ? [i] : [])),
  );
}
