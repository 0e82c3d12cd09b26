/**
 * Convolutions on fields: of the same size, strided, transposed and pointwise (pdequinox
 * `PhysicsConv`, `PhysicsConvTranspose`, `PointwiseLinearConv`).
 */

import { COUNT, check, checkEach, checkOptions, DIMS, LATER, type Rules } from '../../checks.js';
import { kernelReach } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type BoundaryMode, boundaryOf } from '../boundary.js';
import type { Layer } from '../network.js';
import { BIAS, SPACING } from '../rules.js';
import { affineParameters, type BiasOptions } from './initial-values.js';

export interface ConvLayerOptions extends BiasOptions {
  /** Only every so many points of the result are kept, the first among them. Default 1. */
  readonly stride?: number;
  /** Points from one tap to the next. Default 1. */
  readonly dilation?: number;
  /** Default 'periodic'. */
  readonly boundaryMode?: BoundaryMode;
}

const CONV: Rules = { ...BIAS, stride: SPACING, dilation: SPACING, boundaryMode: LATER };
const CONV_TRANSPOSE: Rules = { ...BIAS, factor: SPACING, boundaryMode: LATER };

/** Weight `[out, in, k, ..]` and bias `[out, 1, ..]`, with 1/(in · k^D) as the variance's scale. */
function convParameters(
  dims: number,
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  options: BiasOptions,
) {
  check('the number of spatial dimensions', dims, DIMS);
  checkEach({ inChannels, outChannels }, COUNT);
  check('kernelSize', kernelSize, SPACING);
  const kernel = Array<number>(dims).fill(kernelSize);
  const fanIn = kernel.reduce((product, k) => product * k, inChannels);
  const biasShape = [outChannels, ...Array<number>(dims).fill(1)];
  return affineParameters(fanIn, [outChannels, inChannels, ...kernel], biasShape, options);
}

/**
 * A convolution with "same" padding: `y_i = b + Σ_o w_o x_{i + (o - ⌊(k-1)/2⌋)·dilation}` along
 * every axis, of which a stride keeps the points 0, stride, 2·stride, … Weight `[out, in, k, ..]`,
 * bias `[out, 1, ..]`, both U(-lim, lim) with lim = 1/√(in · k^D). Throws a UserError for numbers
 * out of range and unknown boundary modes. (pdequinox `PhysicsConv`.)
 */
export function convLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  options: ConvLayerOptions = {},
): Layer {
  checkOptions('convLayer', options, CONV);
  const { stride = 1, dilation = 1, boundaryMode = 'periodic', ...bias } = options;
  const boundary = boundaryOf(boundaryMode);
  const parameters = convParameters(dims, inChannels, outChannels, kernelSize, bias);
  const details = [
    kernelSize === 1 ? 'pointwise' : `convolution of ${kernelSize} taps`,
    ...(stride === 1 ? [] : [`stride ${stride}`]),
    ...(dilation === 1 ? [] : [`dilation ${dilation}`]),
  ];
  return {
    kind: details.join(', '),
    ...parameters,
    receptiveField: Array(dims).fill(kernelReach(kernelSize, dilation)),
    apply: ([weight, bias], x) =>
      ops.conv(x, weight!, bias ?? null, { stride, dilation, boundary }),
  };
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

export interface ConvTransposeLayerOptions extends BiasOptions {
  /** How many times as many points the result has along each axis. Default 2. */
  readonly factor?: number;
  /** Default 'periodic'. */
  readonly boundaryMode?: BoundaryMode;
}

/**
 * A transposed convolution: behind each point of the field (continued by the boundary mode) come
 * factor - 1 zeros, and a convolution of the `same` size goes over the result z:
 * `y_i = b + Σ_o w_o z_{i + o - ⌊(k-1)/2⌋}`, exactly factor·N points. Kernel not flipped, weight
 * `[out, in, k, ..]`, initial values as a convolution's. (pdequinox `PhysicsConvTranspose` with
 * `output_padding` = factor - 1.)
 */
export function convTransposeLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  options: ConvTransposeLayerOptions = {},
): Layer {
  checkOptions('convTransposeLayer', options, CONV_TRANSPOSE);
  const { factor = 2, boundaryMode = 'periodic', ...bias } = options;
  const boundary = boundaryOf(boundaryMode);
  const parameters = convParameters(dims, inChannels, outChannels, kernelSize, bias);
  return {
    kind: `transposed convolution of ${kernelSize} taps, factor ${factor}`,
    ...parameters,
    receptiveField: Array(dims).fill(kernelReach(kernelSize)),
    apply: ([weight, bias], x) =>
      ops.conv(x, weight!, bias ?? null, { inputDilation: factor, boundary }),
  };
}
