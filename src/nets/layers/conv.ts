/**
 * Convolutions on fields: of the same size, strided, transposed and pointwise (pdequinox
 * `PhysicsConv`, `PhysicsConvTranspose`, `PointwiseLinearConv`).
 */

import { COUNT, check, checkEach, checkOptions, DIMS, LATER, type Rules } from '../../checks.js';
import { UserError } from '../../errors.js';
import { type ConvOptions, kernelReach, type PerAxis, type Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type BoundaryMode, boundaryOf } from '../boundary.js';
import type { Layer } from '../network.js';
import { eachAxis, spacingPerAxis, textPerAxis } from '../per-axis.js';
import { BIAS } from '../rules.js';
import { affineParameters, type BiasOptions } from './initial-values.js';

/** What all convolutions may be told. */
export interface ConvCommonOptions extends BiasOptions {
  /** Points (of the finer grid) from one tap to the next, on all axes or on each. Default 1. */
  readonly dilation?: PerAxis;
  /**
   * Convolutions side by side, each from its share of the channels to its share. Default 1. Each is
   * an op of its own: many are slow.
   */
  readonly groups?: number;
  /** Default 'periodic'. */
  readonly boundaryMode?: BoundaryMode;
}

/** For `layers.convLayer`. */
export interface ConvLayerOptions extends ConvCommonOptions {
  /**
   * Only every so many points of the result are kept, the first among them, on all axes or on each.
   * Default 1.
   */
  readonly stride?: PerAxis;
}

/** For `layers.convTransposeLayer`. */
export interface ConvTransposeLayerOptions extends ConvCommonOptions {
  /** How many times as many points the result has, along all axes or along each. Default 2. */
  readonly factor?: PerAxis;
}

const COMMON: Rules = { ...BIAS, dilation: LATER, groups: COUNT, boundaryMode: LATER };

type Sizes = readonly [dims: number, inChannels: number, outChannels: number, kernelSize: PerAxis];

/**
 * Any convolution. Weight `[out, in/groups, k, ..]` and bias `[out, 1, ..]`, with 1/(in/groups ·
 * k^D) as the variance's scale.
 */
function anyConv(
  name: string,
  [dims, inChannels, outChannels, kernelSize]: Sizes,
  options: ConvLayerOptions & ConvTransposeLayerOptions,
): Layer {
  const { stride = 1, factor = 1, dilation = 1, groups = 1, boundaryMode = 'periodic' } = options;
  check('the number of spatial dimensions', dims, DIMS);
  checkEach({ inChannels, outChannels }, COUNT);
  checkEach({ kernelSize, stride, factor, dilation }, spacingPerAxis(dims));
  if ([inChannels, outChannels].some((channels) => channels % groups !== 0)) {
    const channels = `${inChannels} channels in and ${outChannels} out`;
    throw new UserError(`${channels} can't be divided into ${groups} groups`);
  }
  const steps = { stride, dilation, inputDilation: factor };
  const geometry = { ...steps, boundary: boundaryOf(boundaryMode) };
  const kernel = eachAxis(dims, kernelSize);
  const apart = eachAxis(dims, dilation);
  const inward = inChannels / groups;
  const fanIn = kernel.reduce((product, k) => product * k, inward);
  const biasShape = [outChannels, ...Array<number>(dims).fill(1)];
  const details = Object.entries({ stride, factor, dilation, groups })
    .map(([detail, value]) => [detail, textPerAxis(value)])
    .filter(([, text]) => text !== '1');
  return {
    kind: [name, ...details.map((detail) => detail.join(' '))].join(', '),
    ...affineParameters(fanIn, [outChannels, inward, ...kernel], biasShape, options),
    receptiveField: kernel.map((k, axis) => kernelReach(k, apart[axis])),
    apply: ([weight, bias], x) => inGroups(groups, x, weight!, bias ?? null, geometry),
  };
}

/** A convolution of each share of the channels, their results side by side. */
function inGroups(groups: number, x: Tensor, w: Tensor, bias: Tensor | null, options: ConvOptions) {
  if (groups === 1) return ops.conv(x, w, bias, options);
  const share = (of: Tensor, axis: number, group: number) => {
    const size = of.shape[axis]! / groups;
    return ops.slice(of, axis, group * size, (group + 1) * size);
  };
  const parts = Array.from({ length: groups }, (_, group) =>
    ops.conv(share(x, 2, group), share(w, 1, group), bias && share(bias, 1, group), options),
  );
  return ops.concat(parts, 2);
}

/**
 * A convolution with "same" padding: `y_i = b + Σ_o w_o x_{i + (o - ⌊(k-1)/2⌋)·dilation}` along
 * every axis, of which a stride keeps the points 0, stride, 2·stride, … Taps, stride and dilation
 * are one number, or one for each axis. Weight `[out, in/groups, k, ..]`, bias `[out, 1, ..]`, both
 * U(-lim, lim) with lim = 1/√(in/groups · k^D). Throws a UserError for numbers out of range and
 * unknown boundary modes. (pdequinox `PhysicsConv`.)
 */
export function convLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  kernelSize: PerAxis,
  options: ConvLayerOptions = {},
): Layer {
  checkOptions('convLayer', options, { ...COMMON, stride: LATER });
  const taps = textPerAxis(kernelSize);
  const name = taps === '1' ? 'pointwise' : `convolution of ${taps} taps`;
  return anyConv(name, [dims, inChannels, outChannels, kernelSize], options);
}

/** A linear map of the channels, the same at every point (pdequinox `PointwiseLinearConv`). */
export function pointwiseLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  options: BiasOptions = {},
): Layer {
  checkOptions('pointwiseLayer', options, BIAS);
  return convLayer(dims, inChannels, outChannels, 1, options);
}

/**
 * A transposed convolution: behind each point of the field (continued by the boundary mode) come
 * factor - 1 zeros, and a convolution of the `same` size goes over the result z:
 * `y_i = b + Σ_o w_o z_{i + (o - ⌊(k-1)/2⌋)·dilation}`, exactly factor·N points. Taps, factor and
 * dilation are one number, or one for each axis. Kernel not flipped, weight and initial values as a
 * convolution's. Throws a UserError as `convLayer` does. (pdequinox `PhysicsConvTranspose` with
 * `output_padding` = factor - 1.)
 */
export function convTransposeLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  kernelSize: PerAxis,
  options: ConvTransposeLayerOptions = {},
): Layer {
  checkOptions('convTransposeLayer', options, { ...COMMON, factor: LATER });
  const name = `transposed convolution of ${textPerAxis(kernelSize)} taps`;
  return anyConv(name, [dims, inChannels, outChannels, kernelSize], { factor: 2, ...options });
}
