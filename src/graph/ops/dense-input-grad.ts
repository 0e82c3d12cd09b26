/** The adjoint of a fully connected layer with respect to its input. */

import { emit, type Op, shapeError, type Tensor } from '../tensor.js';
import { dense } from './dense.js';

export const denseInputGradOp: Op<Record<string, never>> = {
  shapes(inputs) {
    const [g, w] = inputs;
    if (g.shape[2] !== w.shape[1]) throw shapeError('denseInputGrad', inputs, 'channels differ');
    return [[g.shape[0], g.shape[1], w.shape[2]]];
  },
  reads: (_node, input) => (input === 1 ? 'seed' : 'sample'),
  gradient(node, [c], needed) {
    if (!c) return [null, null];
    const [g, w] = node.inputs;
    return [
      needed[0] ? dense(c, w, null) : null,
      needed[1] ? emit('denseWeightGrad', [c, g], { biasShape: null })[0] : null,
    ];
  },
  cost: (node) => 2 * node.output.size * node.inputs[0].shape[2],
};

/** dx[e,b,i] = Σ_o w[e,o,i] g[e,b,o]. */
export function denseInputGrad(g: Tensor, w: Tensor): Tensor {
  return emit('denseInputGrad', [g, w], {})[0];
}
