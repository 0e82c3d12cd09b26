/** `Res;HIDDEN;BLOCKS;ACTIVATION` and `MoRes;…`: chains of residual blocks. */

import { COUNT, FLAG, type Rules } from '../../checks.js';
import type { Architecture } from '../architecture.js';
import { type BlockFactory, classicResBlock, modernResBlock, sequential } from '../blocks/index.js';
import type { Layer } from '../network.js';
import { BLOCKS, checkContext, within } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For the residual networks. */
export interface ResNetOptions extends ArchOptions {
  /** Default 32. */
  readonly hiddenChannels?: number;
  /** Default 6. */
  readonly numBlocks?: number;
  /** Whether there are group norms. Default false, of `modernResNet` true. */
  readonly useNorm?: boolean;
}

const RES_NET: Rules = { hiddenChannels: COUNT, numBlocks: within(BLOCKS), useNorm: FLAG };

/**
 * A pointwise lift, `numBlocks` times `classicResBlock`, a pointwise projection. (pdequinox
 * `ClassicResNet`.) Throws a UserError for numbers out of range.
 */
export function resNet(options: ResNetOptions): Layer {
  checkContext('resNet', options, RES_NET);
  const { useNorm = false, ...rest } = options;
  return chainOf(classicResBlock({ useNorm }), rest);
}

/**
 * A pointwise lift, `numBlocks` times `modernResBlock`, a pointwise projection. (pdequinox
 * `ModernResNet`.) Throws a UserError for numbers out of range.
 */
export function modernResNet(options: ResNetOptions): Layer {
  checkContext('modernResNet', options, RES_NET);
  const { useNorm = true, ...rest } = options;
  return chainOf(modernResBlock({ useNorm }), rest);
}

/** A chain of blocks between pointwise convolutions, with the defaults that they share. */
function chainOf(
  blockFactory: BlockFactory,
  {
    hiddenChannels = 32,
    numBlocks = 6,
    activation = 'relu',
    boundaryMode = 'periodic',
    ...rest
  }: ResNetOptions,
): Layer {
  return sequential({ ...rest, hiddenChannels, numBlocks, activation, boundaryMode, blockFactory });
}

const fields = [
  { name: 'hidden channels', default: 26, meaning: 'channels of every block' },
  { name: 'blocks', default: 8, meaning: 'residual blocks, two convolutions each', ...BLOCKS },
];

export const res: Architecture = {
  label: 'Res',
  meaning: 'residual blocks without norm, the activation behind the addition',
  fields,
  build: (context) =>
    resNet({
      ...configOptions(context),
      hiddenChannels: context.values[0],
      numBlocks: context.values[1],
    }),
};

export const mores: Architecture = {
  label: 'MoRes',
  meaning: 'residual blocks with norm and activation before each convolution',
  fields,
  build: (context) =>
    modernResNet({
      ...configOptions(context),
      hiddenChannels: context.values[0],
      numBlocks: context.values[1],
    }),
};
