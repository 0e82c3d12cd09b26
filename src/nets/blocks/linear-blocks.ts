/**
 * Blocks of one convolution and nothing else; what they are told of an activation does not count.
 */

import type { Rules } from '../../checks.js';
import {
  type BiasOptions,
  convLayer,
  convTransposeLayer,
  pointwiseLayer,
} from '../layers/index.js';
import { BIAS, SPACING } from '../rules.js';
import { type BlockFactory, checkedFactory } from './block.js';

/** For blocks of one convolution. */
export interface LinearConvBlockOptions extends BiasOptions {
  /** Taps along each axis. Default 3. */
  readonly kernelSize?: number;
}

/** For blocks that go to a finer or a coarser grid. */
export interface ResamplingBlockOptions extends LinearConvBlockOptions {
  /** By which the points along each axis are divided or multiplied. Default 2. */
  readonly factor?: number;
}

const LINEAR: Rules = { ...BIAS, kernelSize: SPACING };
const RESAMPLING: Rules = { ...LINEAR, factor: SPACING };

/** A pointwise convolution (pdequinox `LinearChannelAdjustBlock`). */
export function linearChannelAdjustBlock(options: BiasOptions = {}): BlockFactory {
  const make: BlockFactory = ({ numSpatialDims, inChannels, outChannels }) =>
    pointwiseLayer(numSpatialDims, inChannels, outChannels, options);
  return checkedFactory('linearChannelAdjustBlock', options, BIAS, make);
}

/** A convolution (pdequinox `LinearConvBlock`). */
export function linearConvBlock(given: LinearConvBlockOptions = {}): BlockFactory {
  return checkedFactory('linearConvBlock', given, LINEAR, (context) => {
    const { numSpatialDims, inChannels, outChannels, boundaryMode } = context;
    const { kernelSize = 3, ...bias } = given;
    const options = { boundaryMode, ...bias };
    return convLayer(numSpatialDims, inChannels, outChannels, kernelSize, options);
  });
}

/** A strided convolution (pdequinox `LinearConvDownBlock`). */
export function linearConvDownBlock(given: ResamplingBlockOptions = {}): BlockFactory {
  return checkedFactory('linearConvDownBlock', given, RESAMPLING, (context) => {
    const { numSpatialDims, inChannels, outChannels, boundaryMode } = context;
    const { kernelSize = 3, factor = 2, ...bias } = given;
    const options = { stride: factor, boundaryMode, ...bias };
    return convLayer(numSpatialDims, inChannels, outChannels, kernelSize, options);
  });
}

/** A transposed convolution (pdequinox `LinearConvUpBlock`, `output_padding` = factor - 1). */
export function linearConvUpBlock(given: ResamplingBlockOptions = {}): BlockFactory {
  return checkedFactory('linearConvUpBlock', given, RESAMPLING, (context) => {
    const { numSpatialDims, inChannels, outChannels, boundaryMode } = context;
    const { kernelSize = 3, factor = 2, ...bias } = given;
    const options = { factor, boundaryMode, ...bias };
    return convTransposeLayer(numSpatialDims, inChannels, outChannels, kernelSize, options);
  });
}
