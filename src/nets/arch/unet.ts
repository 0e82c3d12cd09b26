/** `UNet;HIDDEN;LEVELS;ACTIVATION` and `MoUNet;…`: blocks on coarser and coarser grids and back. */

import { COUNT, FLAG, LATER, type Rules } from '../../checks.js';
import type { Architecture, ArchitectureContext } from '../architecture.js';
import {
  type BlockFactory,
  classicDoubleConvBlock,
  type HierarchicalOptions,
  hierarchical,
  levelsFault,
  modernResBlock,
} from '../blocks/index.js';
import type { Layer } from '../network.js';
import { BLOCKS, checkContext, LEVELS, within } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For `arch.unet`. */
export interface UnetOptions extends ArchOptions {
  /** On the finest grid. Default 16. */
  readonly hiddenChannels?: number;
  /** How often the grid is halved. Default 4. */
  readonly numLevels?: number;
  /** Whether there are group norms. Default true. */
  readonly useNorm?: boolean;
}

/** For `arch.modernUnet`. */
export interface ModernUnetOptions extends UnetOptions {
  /** Of each arc on each level. Default 2. */
  readonly numBlocks?: number;
  /** Channels on each coarser grid, in hiddenChannels. Default 2, 4, 8, … */
  readonly channelMultipliers?: readonly number[];
}

const UNET: Rules = { hiddenChannels: COUNT, numLevels: within(LEVELS), useNorm: FLAG };
const MODERN_UNET: Rules = { ...UNET, numBlocks: within(BLOCKS), channelMultipliers: LATER };

/**
 * A UNet of double convolutions, with strided and transposed ones of three taps between the grids.
 * (Ronneberger et al., "U-Net", 2015; pdequinox `ClassicUNet`.) Throws a UserError for numbers out
 * of range, and when it is applied to a grid that can't be halved `numLevels` times.
 */
export function unet(options: UnetOptions): Layer {
  checkContext('unet', options, UNET);
  const { useNorm = true, ...rest } = options;
  return unetOf(classicDoubleConvBlock({ useNorm }), { ...rest, numBlocks: 1 });
}

/**
 * A UNet of pre-activation residual blocks. (Gupta and Brandstetter, "Towards Multi-spatiotemporal-
 * scale Generalized PDE Modeling", 2023; pdequinox `ModernUNet`.) Throws a UserError as `unet`
 * does, and for a number of multipliers that is not that of the levels.
 */
export function modernUnet(options: ModernUnetOptions): Layer {
  checkContext('modernUnet', options, MODERN_UNET);
  const { useNorm = true, numBlocks = 2, ...rest } = options;
  return unetOf(modernResBlock({ useNorm }), { ...rest, numBlocks });
}

/** A hierarchy with one kind of blocks, and the defaults that both share. */
function unetOf(
  blockFactory: BlockFactory,
  {
    hiddenChannels = 16,
    numLevels = 4,
    activation = 'relu',
    boundaryMode = 'periodic',
    ...rest
  }: Omit<ModernUnetOptions, 'useNorm'> & Pick<HierarchicalOptions, 'numBlocks'>,
): Layer {
  return hierarchical({
    ...rest,
    hiddenChannels,
    numLevels,
    activation,
    boundaryMode,
    liftingFactory: blockFactory,
    leftArcFactory: blockFactory,
    rightArcFactory: blockFactory,
  });
}

const fields = [
  { name: 'hidden channels', default: 12, meaning: 'channels on the finest grid' },
  {
    name: 'levels',
    default: 2,
    meaning: 'how often the grid is halved and the channels doubled',
    ...LEVELS,
  },
];

/** The options of a config string. Throws a UserError where the levels can't halve the grid. */
function optionsOf(context: ArchitectureContext) {
  const [hiddenChannels, numLevels] = context.values as [number, number];
  const fault = levelsFault(context.shape.numPoints, numLevels, 2);
  if (fault !== null) throw context.refuse(1, fault);
  return { ...configOptions(context), hiddenChannels, numLevels };
}

export const unetConfig: Architecture = {
  label: 'UNet',
  meaning: 'double convolutions with norm on coarser and coarser grids and back',
  fields,
  build: (context) => unet(optionsOf(context)),
};

export const mounet: Architecture = {
  label: 'MoUNet',
  meaning: 'a UNet of pre-activation residual blocks, two for each arc and level',
  fields,
  build: (context) => modernUnet(optionsOf(context)),
};
