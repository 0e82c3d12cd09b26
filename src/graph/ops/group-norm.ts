/** Group normalisation: the channels of a group and all points of a sample get mean 0, variance 1. */

import { sizeOf } from '../../arrays.js';
import { COUNT, checkOptions, NOT_NEGATIVE, type Rules } from '../../checks.js';
import {
  checkTensors,
  emit,
  type Op,
  type Reads,
  type Shape,
  shapeError,
  type Tensor,
  type TypedNode,
} from '../tensor.js';
import type { Epilogue } from './conv.js';

/** Of `groupNorm`. */
export interface GroupNormAttrs {
  /** Number of groups of channels. */
  groups: number;
  /** Added to the variance. */
  eps: number;
  /** Whether each channel has a scale and a shift of its own. */
  isAffine: boolean;
  /** With 'reluGrad' and 'add', the last input is the other operand. */
  epilogue: Epilogue;
}

/** Throws unless x is [E, B, C, …space] with C a multiple of `groups`. */
export function checkGroups(op: string, inputs: readonly Tensor[], x: Tensor, groups: number) {
  if (x.rank < 3) throw shapeError(op, inputs, 'x is [ensemble, batch, channel, …space]');
  if (!Number.isInteger(groups) || groups < 1 || x.shape[2] % groups !== 0) {
    throw shapeError(op, inputs, `${groups} groups do not divide ${x.shape[2]} channels`);
  }
}

/** Throws unless each of the tensors has a number for each channel of each seed. */
export function checkPerChannel(op: string, inputs: readonly Tensor[], x: Tensor, sizes: Shape[]) {
  if (sizes.some((shape) => sizeOf(shape) !== x.shape[0] * x.shape[2])) {
    throw shapeError(op, inputs, 'scale and bias are [ensemble, channel]');
  }
}

/** The scale and the bias belong to a seed; fields, those of an epilogue too, to samples. */
export const readsOfNorm =
  (fields: number, parameters: number) =>
  ({ attrs }: TypedNode<GroupNormAttrs>, input: number): Reads =>
    attrs.isAffine && input >= fields && input < fields + parameters ? 'seed' : 'sample';

export const groupNormOp: Op<GroupNormAttrs> = {
  shapes(inputs, { groups, isAffine }) {
    const [x, scale, bias] = inputs;
    checkGroups('groupNorm', inputs, x, groups);
    if (isAffine) checkPerChannel('groupNorm', inputs, x, [scale.shape, bias.shape]);
    return [[...x.shape]];
  },
  reads: readsOfNorm(1, 2),
  gradient(node, [g], needed) {
    if (!g) return node.inputs.map(() => null);
    const { groups, eps, isAffine } = node.attrs;
    const [x, scale, bias] = node.inputs;
    const attrs: GroupNormAttrs = { groups, eps, isAffine, epilogue: 'none' };
    const dx = needed[0]
      ? emit('groupNormGrad', isAffine ? [g, x, scale] : [g, x], attrs)[0]
      : null;
    if (!needed[1] && !needed[2]) return [dx, null, null];
    const shapes = { scaleShape: scale.shape, biasShape: bias.shape };
    return [dx, ...emit('groupNormWeightGrad', [x, g], { groups, eps, ...shapes })];
  },
  cost: (node) => 7 * node.output.size,
};

const OPTIONS: Rules = { groups: COUNT, eps: NOT_NEGATIVE };

/**
 * y = (x - m) / √(v + `eps`) · scale + bias, with the mean m and the biased variance v over the
 * channels of a group and all points of a sample. x [E, B, C, …space], whose channels fall into
 * `groups` groups of neighbours; scale and bias [E, C], both or neither (null). Throws an Error
 * where they do not fit. (equinox.nn.GroupNorm.)
 */
export function groupNorm(
  x: Tensor,
  scale: Tensor | null,
  bias: Tensor | null,
  options: { groups?: number; eps?: number } = {},
): Tensor {
  checkTensors('groupNorm', [x]);
  checkOptions('groupNorm', options, OPTIONS);
  const { groups = 1, eps = 1e-5 } = options;
  const affine = [scale, bias].filter((t) => t !== null);
  checkTensors('groupNorm', affine);
  if (affine.length === 1) throw shapeError('groupNorm', [x, ...affine], 'scale and bias, or none');
  const attrs: GroupNormAttrs = { groups, eps, isAffine: scale !== null, epilogue: 'none' };
  return emit('groupNorm', [x, ...affine], attrs)[0];
}
