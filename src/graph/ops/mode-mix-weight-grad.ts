/** The adjoint of modeMix with respect to its weights, summed over the batch in fixed chunks. */

import { emit, type Op, type Shape, shapeError, type Tensor } from '../tensor.js';

/** Of the gradient of a mode mix's weight. */
export interface ModeMixWeightGradAttrs {
  /** That of the second input of `modeMix`. */
  weightShape: Shape;
}

export const modeMixWeightGradOp: Op<ModeMixWeightGradAttrs> = {
  shapes: (inputs, { weightShape }) => {
    const [X, G] = inputs;
    if (weightShape[2] !== G.shape[2] || weightShape[3] !== X.shape[2]) {
      throw shapeError('modeMixWeightGrad', inputs, `weights are [${weightShape}]`);
    }
    return [weightShape, weightShape];
  },
  reads: () => 'sample',
  // <(c, d), (dWr, dWi)(X, G)> = <modeMix(X; c, d), G>.
  gradient(node, [c, d], needed) {
    const [X, G] = node.inputs;
    if (!c || !d)
      throw new Error('modeMixWeightGrad: a gradient of one plane alone is not provided');
    return [
      needed[0] ? emit('modeMix', [G, c, d], { adjoint: true })[0] : null,
      needed[1] ? emit('modeMix', [X, c, d], { adjoint: false })[0] : null,
    ];
  },
  cost: (node) => 4 * node.inputs[0].size * node.inputs[1].shape[2],
};

/**
 * dW[block, o, i, k] = Σ_b G_o[k] conj(X_i[k]), as real and imaginary part of `weightShape`
 * [E, 2^(D-1), out, in, m, …].
 */
export function modeMixWeightGrad(X: Tensor, G: Tensor, weightShape: Shape): Tensor[] {
  return emit<ModeMixWeightGradAttrs>('modeMixWeightGrad', [X, G], { weightShape });
}
