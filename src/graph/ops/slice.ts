// A range of one axis.

import { type Op, shapeError } from '../op.js';
import { emit, type Tensor } from '../tensor.js';
import { pad } from './pad.js';

export interface SliceAttrs {
  axis: number;
  start: number;
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
  gradient(node, [g]) {
    const { axis, start, stop } = node.attrs;
    return [g && pad(g, axis, start, node.inputs[0].shape[axis] - stop)];
  },
  cost: () => 0,
};

/** Elements start, …, stop - 1 of one axis. */
export function slice(x: Tensor, axis: number, start: number, stop: number): Tensor {
  return emit<SliceAttrs>('slice', [x], { axis, start, stop })[0];
}
