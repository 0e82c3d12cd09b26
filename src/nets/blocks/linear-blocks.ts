/**
 * Blocks of one convolution and nothing else; what they are told of an activation does not count.
 */

import {
  type BiasOptions,
  convLayer,
  convTransposeLayer,
  pointwiseLayer,
} from '../layers/index.js';
import type { BlockFactory } from './block.js';

export interface LinearConvBlockOptions extends BiasOptions {
  /** Taps along each axis. Default 3. */
  readonly kernelSize?: number;
}

export interface ResamplingBlockOptions extends LinearConvBlockOptions {
  /** By which the points along each axis are divided or multiplied. Default 2. */
  readonly factor?: number;
}

/** A pointwise convolution (pdequinox `LinearChannelAdjustBlock`). */
export function linearChannelAdjustBlock(options: BiasOptions = {}): BlockFactory {
  return ({ numSpatialDims, inChannels, outChannels }) =>
    pointwiseLayer(numSpatialDims, inChannels, outChannels, options);
}

/** A convolution (pdequinox `LinearConvBlock`). */
export function linearConvBlock({
  kernelSize = 3,
  ...bias
}: LinearConvBlockOptions = {}): BlockFactory {
  return ({ numSpatialDims, inChannels, outChannels, boundaryMode }) =>
    convLayer(numSpatialDims, inChannels, outChannels, kernelSize, { boundaryMode, ...bias });
}

/** A strided convolution (pdequinox `LinearConvDownBlock`). */
export function linearConvDownBlock({
  kernelSize = 3,
  factor = 2,
  ...bias
}: ResamplingBlockOptions = {}): BlockFactory {
  return ({ numSpatialDims, inChannels, outChannels, boundaryMode }) => {
    const options = { stride: factor, boundaryMode, ...bias };
    return convLayer(numSpatialDims, inChannels, outChannels, kernelSize, options);
  };
}

/** A transposed convolution (pdequinox `LinearConvUpBlock`, `output_padding` = factor - 1). */
export function linearConvUpBlock({
  kernelSize = 3,
  factor = 2,
  ...bias
}: ResamplingBlockOptions = {}): BlockFactory {
  return ({ numSpatialDims, inChannels, outChannels, boundaryMode }) => {
    const options = { factor, boundaryMode, ...bias };
    return convTransposeLayer(numSpatialDims, inChannels, outChannels, kernelSize, options);
  };
}
