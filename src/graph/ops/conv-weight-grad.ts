/**
 * The adjoint of a convolution with respect to its weights and its bias, summed over the batch in
 * fixed chunks.
 */

import { emit, type Op, type Shape, type Tensor } from '../tensor.js';
import { conv, convCost } from './conv.js';
import { convInputGrad } from './conv-input-grad.js';

export interface ConvWeightGradAttrs {
  dilation: number;
  /** [ensemble, out, in, k, …]. */
  weightShape: Shape;
  /** [ensemble, out, 1, …], or null where there is no bias and hence no second output. */
  biasShape: Shape | null;
}

export const convWeightGradOp: Op<ConvWeightGradAttrs> = {
  shapes: (_inputs, { weightShape, biasShape }) =>
    biasShape ? [weightShape, biasShape] : [weightShape],
  reads: () => 'sample',
  // <c, dW(x, g)> + <d, db(g)> = <conv(x, c) + d, g>.
  gradient(node, [c, d], needed) {
    const [x, g] = node.inputs;
    const { dilation } = node.attrs;
    if (!c) throw new Error('convWeightGrad: a gradient of the bias alone is not provided');
    return [
      needed[0] ? convInputGrad(g, c, dilation) : null,
      needed[1] ? conv(x, c, d ?? null, { dilation }) : null,
    ];
  },
  cost: (node) => convCost(node.attrs.weightShape, node.inputs[0].size / node.inputs[0].shape[2]),
};

/**
 * dw[e,o,i,t] = Σ_{b,n} g[e,b,o,n] x[e,b,i,(n + (t - (k-1)>>1)·dilation) mod N]; db[e,o] = Σ_{b,n}
 * g[e,b,o,n].
 */
export function convWeightGrad(
  x: Tensor,
  g: Tensor,
  weightShape: Shape,
  biasShape: Shape | null,
  dilation: number,
): Tensor[] {
  return emit<ConvWeightGradAttrs>('convWeightGrad', [x, g], { dilation, weightShape, biasShape });
}
