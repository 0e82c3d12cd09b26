/**
 * The adjoint of a convolution with respect to its weights and its bias, summed over the batch in
 * fixed chunks.
 */

import { emit, type Op, type Shape, type Tensor } from '../tensor.js';
import { checkShapes, convCost, convOf } from './conv.js';
import { type ConvGeometry, inputSpace, kernelShape, outputSpace } from './conv-geometry.js';
import { convInputGrad } from './conv-input-grad.js';

/** Of the gradient of a convolution's weight. */
export interface ConvWeightGradAttrs {
  /** Of the convolution. */
  geometry: ConvGeometry;
  /** [ensemble, out, 1, …], or null where there is no bias and hence no second output. */
  biasShape: Shape | null;
}

/** [E, out, in, k, …], from the convolution's input and the gradient of its output. */
export const weightShape = ([x, g]: readonly Tensor[], geometry: ConvGeometry): Shape => [
  x.shape[0],
  g.shape[2],
  x.shape[2],
  ...kernelShape(geometry),
];

export const convWeightGradOp: Op<ConvWeightGradAttrs> = {
  shapes(inputs, { geometry, biasShape }) {
    const [x, g] = inputs;
    const [seeds, batch, inward] = x.shape;
    checkShapes('convWeightGrad', inputs, [
      [seeds, batch, inward, ...inputSpace(geometry)],
      [seeds, batch, g.shape[2], ...outputSpace(geometry)],
    ]);
    const weights = weightShape(inputs, geometry);
    return biasShape ? [weights, biasShape] : [weights];
  },
  reads: () => 'sample',
  // <c, dW(x, g)> + <d, db(g)> = <conv(x, c) + d, g>.
  gradient(node, [c, d], needed) {
    const [x, g] = node.inputs;
    const { geometry } = node.attrs;
    if (!c) throw new Error('convWeightGrad: a gradient of the bias alone is not provided');
    return [
      needed[0] ? convInputGrad(g, c, geometry) : null,
      needed[1] ? convOf(x, c, d, geometry) : null,
    ];
  },
  cost: ({ inputs, attrs }) =>
    convCost(weightShape(inputs, attrs.geometry), inputs[1], attrs.geometry),
};

/**
 * dw[e,o,i,t] = Σ_{b,n} g[e,b,o,n] x̃[e,b,i,n·stride + t·dilation - before], x̃ being x as the
 * convolution reads it, and, where there is a bias, db[e,o] = Σ_{b,n} g[e,b,o,n], for the input x [E, B, in, …] of a convolution of this
 * geometry and the gradient g [E, B, out, …] of its output. Throws an Error where the shapes do
 * not fit.
 */
export function convWeightGrad(
  x: Tensor,
  g: Tensor,
  geometry: ConvGeometry,
  biasShape: Shape | null,
): Tensor[] {
  return emit<ConvWeightGradAttrs>('convWeightGrad', [x, g], { geometry, biasShape });
}
