/** `Dil;DILATION;HIDDEN;BLOCKS;ACTIVATION`: residual blocks of dilated convolutions. */

import { COUNT, FLAG, LATER } from '../../checks.js';
import type { Architecture } from '../architecture.js';
import { dilatedResBlock, sequential } from '../blocks/index.js';
import type { Layer } from '../network.js';
import { BLOCKS, checkContext, LEVELS, within } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For `arch.dilatedResNet`. */
export interface DilatedResNetOptions extends ArchOptions {
  /** Default 32. */
  readonly hiddenChannels?: number;
  /** Default 2. */
  readonly numBlocks?: number;
  /** Points between the taps of each convolution of a block. Default 1, 2, 4, 8, 4, 2, 1. */
  readonly dilationRates?: readonly number[];
  /** Whether there are group norms. Default true. */
  readonly useNorm?: boolean;
}

/**
 * A pointwise lift, `numBlocks` times `dilatedResBlock`, a pointwise projection. Throws a UserError
 * for numbers out of range. (pdequinox `DilatedResNet`.)
 */
export function dilatedResNet(options: DilatedResNetOptions): Layer {
  const own = {
    hiddenChannels: COUNT,
    numBlocks: within(BLOCKS),
    dilationRates: LATER,
    useNorm: FLAG,
  };
  checkContext('dilatedResNet', options, own);
  const { hiddenChannels = 32, numBlocks = 2, dilationRates, useNorm = true, ...others } = options;
  const { activation = 'relu', boundaryMode = 'periodic', ...rest } = others;
  const blockFactory = dilatedResBlock({ dilationRates, useNorm });
  return sequential({ ...rest, hiddenChannels, numBlocks, activation, boundaryMode, blockFactory });
}

export const dil: Architecture = {
  label: 'Dil',
  meaning: 'residual blocks of dilated convolutions with norm',
  fields: [
    {
      name: 'dilation',
      default: 2,
      meaning: 'taps are 1, 2, …, 2^dilation, …, 2, 1 points apart',
      ...LEVELS,
    },
    { name: 'hidden channels', default: 32, meaning: 'channels of every block' },
    { name: 'blocks', default: 2, meaning: 'residual blocks', ...BLOCKS },
  ],
  build: (context) => {
    const [dilation, hiddenChannels, numBlocks] = context.values as [number, number, number];
    const dilationRates = Array.from(
      { length: 2 * dilation + 1 },
      (_, i) => 1 << Math.min(i, 2 * dilation - i),
    );
    return dilatedResNet({ ...configOptions(context), hiddenChannels, numBlocks, dilationRates });
  },
};
