/** A range of one axis. */

import { emit, type Op, shapeError, type Tensor } from '../tensor.js';

/** Of `slice`. */
export interface SliceAttrs {
  /** Of which a part is taken. */
  axis: number;
  /** The first that is taken. */
  start: number;
  /** The one before which the part ends. */
  stop: number;
}

export const sliceOp: Op<SliceAttrs> = {
  shapes(inputs, { axis, start, stop }) {
    const [x] = inputs;
    if (!(axis >= 0 && axis < x.rank && start >= 0 && start < stop && stop <= x.shape[axis])) {
      throw shapeError('slice', inputs, `axis ${axis}, ${start} to ${stop}`);
    }
    return [x.shape.map((e, i) => (i === axis ? stop - start : e))];
  },
  reads: () => 'sample',
  gradient(node, [g]) {
    const { axis, start, stop } = node.attrs;
    const after = node.inputs[0].shape[axis] - stop;
    return [g && emit('pad', [g], { axis, before: start, after })[0]];
  },
  cost: () => 0,
  traffic: ({ output }) => 2 * output.size,
};

/** Elements start, …, stop - 1 of one axis. */
export function slice(x: Tensor, axis: number, start: number, stop: number): Tensor {
  return emit<SliceAttrs>('slice', [x], { axis, start, stop })[0];
}
