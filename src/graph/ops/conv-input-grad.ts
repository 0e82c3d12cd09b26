/** The adjoint of a convolution with respect to its input. */

import { emit, type Op, type Tensor } from '../tensor.js';
import { type ConvAttrs, checkConv, conv, convCost, readsOfConv } from './conv.js';

export const convInputGradOp: Op<ConvAttrs> = {
  shapes([g, w]) {
    checkConv('convInputGrad', g, w, 1);
    return [[g.shape[0], g.shape[1], w.shape[2], ...g.shape.slice(3)]];
  },
  reads: readsOfConv,
  // <c, A(w)ᵀ g> = <A(w) c, g>: linear in g and in w.
  gradient(node, [c], needed) {
    if (!c) return [null, null];
    const [g, w] = node.inputs;
    const { dilation } = node.attrs;
    return [
      needed[0] ? conv(c, w, null, { dilation }) : null,
      needed[1]
        ? emit('convWeightGrad', [c, g], { dilation, weightShape: w.shape, biasShape: null })[0]
        : null,
    ];
  },
  cost: (node) => convCost(node.inputs[1].shape, node.output.size / node.output.shape[2]),
};

/** dx[e,b,i,n] = Σ_{o,t} w[e,o,i,t] g[e,b,o,(n - (t - (k-1)>>1)·dilation) mod N]. */
export function convInputGrad(g: Tensor, w: Tensor, dilation: number): Tensor {
  const attrs: ConvAttrs = { dilation, hasBias: false, epilogue: 'none' };
  return emit('convInputGrad', [g, w], attrs)[0];
}
