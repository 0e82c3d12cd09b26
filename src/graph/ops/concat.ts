/** Tensors one after the other along one axis. */

import { check, type Rule } from '../../checks.js';
import { checkTensors, currentGraph, emit, type Op, shapeError, type Tensor } from '../tensor.js';
import { slice } from './slice.js';

/** Of `concat`. */
export interface ConcatAttrs {
  /** Along which the inputs are joined. */
  axis: number;
}

export const concatOp: Op<ConcatAttrs> = {
  shapes(inputs, { axis }) {
    const first = inputs[0].shape;
    for (const t of inputs) {
      if (t.rank !== first.length || t.shape.some((e, i) => i !== axis && e !== first[i])) {
        throw shapeError('concat', inputs, `along axis ${axis}`);
      }
    }
    const extent = inputs.reduce((sum, t) => sum + t.shape[axis], 0);
    return [first.map((e, i) => (i === axis ? extent : e))];
  },
  reads: () => 'sample',
  gradient(node, [g], needed) {
    const { axis } = node.attrs;
    let start = 0;
    return node.inputs.map((t, i) => {
      const from = start;
      start += t.shape[axis];
      return g && needed[i] ? slice(g, axis, from, start) : null;
    });
  },
  cost: () => 0,
};

const FILLED: Rule = {
  allowed: 'a list of one tensor or more',
  fits: (value) => Array.isArray(value) && value.length > 0,
};

/** The inputs one after the other along `axis`; all other extents are equal. */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  currentGraph();
  check('what concat joins', xs, FILLED);
  checkTensors('concat', xs);
  return xs.length === 1 ? xs[0] : emit<ConcatAttrs>('concat', xs, { axis })[0];
}
