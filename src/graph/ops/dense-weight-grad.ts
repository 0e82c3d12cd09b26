/**
 * The adjoint of a fully connected layer with respect to its weights and bias, summed over the
 * batch in fixed chunks.
 */

import { emit, type Op, type Shape, type Tensor } from '../tensor.js';
import { dense } from './dense.js';
import { denseInputGrad } from './dense-input-grad.js';

/** Of the gradient of a dense layer's weight. */
export interface DenseWeightGradAttrs {
  /** [ensemble, out], or null where there is no bias and hence no second output. */
  biasShape: Shape | null;
}

export const denseWeightGradOp: Op<DenseWeightGradAttrs> = {
  shapes([x, g], { biasShape }) {
    const weight = [x.shape[0], g.shape[2], x.shape[2]];
    return biasShape ? [weight, biasShape] : [weight];
  },
  reads: () => 'sample',
  gradient(node, [c, d], needed) {
    const [x, g] = node.inputs;
    if (!c) throw new Error('denseWeightGrad: a gradient of the bias alone is not provided');
    return [needed[0] ? denseInputGrad(g, c) : null, needed[1] ? dense(x, c, d ?? null) : null];
  },
  cost: (node) => 2 * node.output.size * node.inputs[0].shape[1],
};

/** dw[e,o,i] = Σ_b g[e,b,o] x[e,b,i]; db[e,o] = Σ_b g[e,b,o]. */
export function denseWeightGrad(x: Tensor, g: Tensor, biasShape: Shape | null): Tensor[] {
  return emit<DenseWeightGradAttrs>('denseWeightGrad', [x, g], { biasShape });
}
