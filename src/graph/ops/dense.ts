/** A fully connected layer. */

import { emit, type Op, shapeError, type Tensor } from '../tensor.js';

/** Of `dense`. */
export interface DenseAttrs {
  /** Whether there is a third input, the bias. */
  hasBias: boolean;
}

export const denseOp: Op<DenseAttrs> = {
  shapes(inputs, { hasBias }) {
    const [x, w, bias] = inputs;
    if (x.rank !== 3 || w.rank !== 3 || x.shape[2] !== w.shape[2] || x.shape[0] !== w.shape[0]) {
      throw shapeError('dense', inputs, 'x is [ensemble, batch, in], w is [ensemble, out, in]');
    }
    if (hasBias && bias.size !== w.shape[0] * w.shape[1])
      throw shapeError('dense', inputs, 'bias is [ensemble, out]');
    return [[x.shape[0], x.shape[1], w.shape[1]]];
  },
  reads: ({ attrs }, input) => (input === 1 || (input === 2 && attrs.hasBias) ? 'seed' : 'sample'),
  gradient(node, [g], needed) {
    if (!g) return node.inputs.map(() => null);
    const [x, w, bias] = node.inputs;
    const dx = needed[0] ? emit('denseInputGrad', [g, w], {})[0] : null;
    if (!needed[1] && !needed[2]) return [dx, null, null];
    const [dw, db] = emit('denseWeightGrad', [x, g], { biasShape: bias ? bias.shape : null });
    return bias ? [dx, dw, db] : [dx, dw];
  },
  cost: (node) => 2 * node.output.size * node.inputs[0].shape[2],
};

/** y[e,b,o] = bias[e,o] + Σ_i w[e,o,i] x[e,b,i]. (equinox.nn.Linear.) */
export function dense(x: Tensor, w: Tensor, bias: Tensor | null): Tensor {
  return emit<DenseAttrs>('dense', bias ? [x, w, bias] : [x, w], { hasBias: bias !== null })[0];
}
