/** Zeros before and after one axis: the adjoint of slice. */

import { emit, type Op, shapeError, type Tensor } from '../tensor.js';
import { slice } from './slice.js';

/** Of `pad`. */
export interface PadAttrs {
  /** Which is made longer. */
  axis: number;
  /** By how much at its start. */
  before: number;
  /** By how much at its end. */
  after: number;
}

export const padOp: Op<PadAttrs> = {
  shapes(inputs, { axis, before, after }) {
    const [x] = inputs;
    if (!(axis >= 0 && axis < x.rank && before >= 0 && after >= 0)) {
      throw shapeError('pad', inputs, `axis ${axis}, ${before} before and ${after} after`);
    }
    return [x.shape.map((e, i) => (i === axis ? before + e + after : e))];
  },
  reads: () => 'sample',
  gradient(node, [g]) {
    const { axis, before } = node.attrs;
    return [g && slice(g, axis, before, before + node.inputs[0].shape[axis])];
  },
  cost: () => 0,
};

/** `x` with zeros around it along one axis. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  return emit<PadAttrs>('pad', [x], { axis, before, after })[0];
}
