/**
 * Blocks of which networks are made, and the assemblies of blocks. A function with a block's name
 * takes what makes it different from others of its kind and gives a factory; the assemblies call
 * factories with numbers of channels, activation and boundary mode.
 *
 * @module
 */

export type { BlockContext, BlockFactory, ConvBlockOptions } from './block.js';
export { type DilatedResBlockOptions, dilatedResBlock } from './dilated-res-block.js';
export { classicDoubleConvBlock } from './double-conv-block.js';
export { type HierarchicalOptions, hierarchical, levelsFault } from './hierarchical.js';
export {
  type LinearConvBlockOptions,
  linearChannelAdjustBlock,
  linearConvBlock,
  linearConvDownBlock,
  linearConvUpBlock,
  type ResamplingBlockOptions,
} from './linear-blocks.js';
export { classicResBlock, modernResBlock } from './res-blocks.js';
export { type SequentialOptions, sequential } from './sequential.js';
export { classicSpectralBlock, type SpectralBlockOptions } from './spectral-block.js';
