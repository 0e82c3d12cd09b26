/**
 * Rows of a data set through a table of indices: how minibatches of windows into trajectories are
 * read without ever being copied out as windows.
 */

import { emit, type Op, shapeError, type Tensor } from '../tensor.js';

/** Of `gather`. */
export interface GatherAttrs {
  /** Added to every index. */
  offset: number;
}

export const gatherOp: Op<GatherAttrs> = {
  shapes(inputs) {
    const [data, rows] = inputs;
    if (rows.dtype !== 'index' || rows.rank !== 2) {
      throw shapeError('gather', inputs, 'rows are an [ensemble, batch] table of indices');
    }
    return [[...rows.shape, ...data.shape.slice(1)]];
  },
  reads: (_node, input) => (input === 0 ? 'any' : 'sample'),
  gradient(_node, _cotangents, needed) {
    if (needed[0]) throw new Error('gather: a data set is not differentiated');
    return [null, null];
  },
  cost: () => 0,
  traffic: ({ inputs, output }) => inputs[1].size + 2 * output.size,
};

/** out[e, b, …] = data[rows[e, b] + offset, …]. */
export function gather(data: Tensor, rows: Tensor, offset: number): Tensor {
  return emit<GatherAttrs>('gather', [data, rows], { offset })[0];
}
