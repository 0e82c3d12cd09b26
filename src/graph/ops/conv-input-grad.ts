/** The adjoint of a convolution with respect to its input. */

import { emit, type Op, type Tensor } from '../tensor.js';
import { type ConvAttrs, checkShapes, convCost, convOf, readsOfConv } from './conv.js';
import { type ConvGeometry, inputSpace, kernelShape, outputSpace } from './conv-geometry.js';

export const convInputGradOp: Op<ConvAttrs> = {
  shapes(inputs, { geometry }) {
    const [g, w] = inputs;
    const [seeds, batch, outward] = g.shape;
    const inward = w.shape[2];
    checkShapes('convInputGrad', inputs, [
      [seeds, batch, outward, ...outputSpace(geometry)],
      [seeds, outward, inward, ...kernelShape(geometry)],
    ]);
    return [[seeds, batch, inward, ...inputSpace(geometry)]];
  },
  reads: readsOfConv,
  // <c, A(w)ᵀ g> = <A(w) c, g>: linear in g and in w.
  gradient(node, [c], needed) {
    if (!c) return [null, null];
    const [g, w] = node.inputs;
    const { geometry } = node.attrs;
    return [
      needed[0] ? convOf(c, w, null, geometry) : null,
      needed[1] ? emit('convWeightGrad', [c, g], { geometry, biasShape: null })[0] : null,
    ];
  },
  cost: (node) => convCost(node.inputs[1].shape, node.inputs[0], node.attrs.geometry),
};

/**
 * dx[e,b,i,p] = Σ_{o,t,n} w[e,o,i,t] g[e,b,o,n] over the taps t and outputs n that read point p, g
 * [E, B, out, …] being the gradient of the output of a convolution of this geometry. Throws an Error
 * where the shapes do not fit.
 */
export function convInputGrad(g: Tensor, w: Tensor, geometry: ConvGeometry): Tensor {
  const attrs: ConvAttrs = { geometry, hasBias: false, epilogue: 'none' };
  return emit('convInputGrad', [g, w], attrs)[0];
}
