/**
 * The adjoints of group normalisation with respect to its input and, summed over the batch in fixed
 * chunks, to its scale and bias; and their own gradients.
 *
 * In what follows x̂ = (x - m) r with r = 1/√(v + eps), ⟨·⟩ is the mean over a group of a sample, and
 * P(a) = r (a - ⟨a⟩ - x̂ ⟨a x̂⟩), the derivative of x̂, which is symmetric.
 */

import { fill } from '../constants.js';
import { emit, type Op, type Shape, sameShape, shapeError, type Tensor } from '../tensor.js';
import { broadcastTo, sumTo } from './broadcast.js';
import { add, addScalar, div, mul, neg, sqrt, square, sub } from './elementwise.js';
import {
  checkGroups,
  checkPerChannel,
  type GroupNormAttrs,
  groupNorm,
  readsOfNorm,
} from './group-norm.js';
import { reshape } from './reshape.js';
import { mean } from './sum.js';

/** Of the gradient of a group norm's weight and bias. */
export interface GroupNormWeightGradAttrs {
  /** Number of groups of channels. */
  groups: number;
  /** What is added to the variance. */
  eps: number;
  /** [ensemble, channel], perhaps with ones behind. */
  scaleShape: Shape;
  /** [ensemble, channel], likewise. */
  biasShape: Shape;
}

/** The mean over each group of each sample, everywhere. */
function groupMean(x: Tensor, groups: number): Tensor {
  const [seeds, batch] = x.shape;
  const apart = [seeds, batch, groups, x.size / (seeds * batch * groups)];
  return reshape(broadcastTo(mean(reshape(x, apart), [3]), apart), x.shape);
}

/** 1/√(v + eps), everywhere. */
function inverseDeviation(x: Tensor, groups: number, eps: number): Tensor {
  const variance = groupMean(square(sub(x, groupMean(x, groups))), groups);
  return div(fill(1, x.rank), sqrt(addScalar(variance, eps)));
}

/** A number for each channel of each seed, as [E, 1, C, 1, …]. */
const perChannel = (t: Tensor, { shape: [seeds, , channels, ...space] }: Tensor): Tensor =>
  reshape(t, [seeds, 1, channels, ...space.map(() => 1)]);

export const groupNormGradOp: Op<GroupNormAttrs> = {
  shapes(inputs, { groups, isAffine }) {
    const [g, x, scale] = inputs;
    checkGroups('groupNormGrad', inputs, x, groups);
    if (!sameShape(g.shape, x.shape)) throw shapeError('groupNormGrad', inputs, 'shapes differ');
    if (isAffine) checkPerChannel('groupNormGrad', inputs, x, [scale.shape]);
    return [[...x.shape]];
  },
  reads: readsOfNorm(2, 1),
  gradient(node, [c], needed) {
    if (!c) return node.inputs.map(() => null);
    const { groups, eps, isAffine } = node.attrs;
    const [g, x, scale] = node.inputs;
    const options = { groups, eps };
    const s = isAffine ? perChannel(scale, x) : null;
    const ofC = groupNormGrad(c, x, null, options);
    const dg = s ? mul(ofC, s) : ofC;
    const dScale = s && needed[2] ? reshape(sumTo(mul(ofC, g), s.shape), scale.shape) : null;
    if (!needed[1]) return [dg, null, dScale];
    // d⟨c, P(a)⟩/dx = -r (x̂ ⟨c P(a)⟩ + P(c) ⟨a x̂⟩ + P(a) ⟨c x̂⟩).
    const a = s ? mul(g, s) : g;
    const hat = groupNorm(x, null, null, options);
    const ofA = groupNormGrad(a, x, null, options);
    const terms = [
      mul(hat, groupMean(mul(c, ofA), groups)),
      mul(ofC, groupMean(mul(a, hat), groups)),
      mul(ofA, groupMean(mul(c, hat), groups)),
    ];
    const r = inverseDeviation(x, groups, eps);
    return [dg, neg(mul(r, add(add(terms[0], terms[1]), terms[2]))), dScale];
  },
  cost: (node) => 12 * node.output.size,
};

/**
 * P(g · scale), the gradient of the input x [E, B, C, …] from the gradient g of the output; `scale`
 * [E, C], or null for none. Throws an Error where the shapes do not fit.
 */
export function groupNormGrad(
  g: Tensor,
  x: Tensor,
  scale: Tensor | null,
  { groups, eps }: { groups: number; eps: number },
): Tensor {
  const attrs: GroupNormAttrs = { groups, eps, isAffine: scale !== null, epilogue: 'none' };
  return emit('groupNormGrad', scale ? [g, x, scale] : [g, x], attrs)[0];
}

export const groupNormWeightGradOp: Op<GroupNormWeightGradAttrs> = {
  shapes(inputs, { groups, scaleShape, biasShape }) {
    const [x, g] = inputs;
    checkGroups('groupNormWeightGrad', inputs, x, groups);
    if (!sameShape(g.shape, x.shape)) {
      throw shapeError('groupNormWeightGrad', inputs, 'shapes differ');
    }
    checkPerChannel('groupNormWeightGrad', inputs, x, [scaleShape, biasShape]);
    return [scaleShape, biasShape];
  },
  reads: () => 'sample',
  // ⟨c, Σ g x̂⟩ + ⟨d, Σ g⟩ = ⟨c x̂ + d, g⟩.
  gradient(node, [c, d], needed) {
    const [x, g] = node.inputs;
    const { groups, eps } = node.attrs;
    const options = { groups, eps };
    const orZero = (t: Tensor | null) => t ?? broadcastTo(fill(0, 2), [x.shape[0], x.shape[2]]);
    return [
      needed[0] && c ? groupNormGrad(g, x, c, options) : null,
      needed[1] ? groupNorm(x, orZero(c), orZero(d), options) : null,
    ];
  },
  cost: (node) => 7 * node.inputs[0].size,
};

/**
 * dscale[e,c] = Σ_{b,n} g x̂ and dbias[e,c] = Σ_{b,n} g, for the input x [E, B, C, …] and the gradient
 * g of the output. Throws an Error where the shapes do not fit.
 */
export function groupNormWeightGrad(x: Tensor, g: Tensor, attrs: GroupNormWeightGradAttrs) {
  return emit<GroupNormWeightGradAttrs>('groupNormWeightGrad', [x, g], attrs);
}
