/** `FNO;MODES;HIDDEN;BLOCKS;ACTIVATION`: a Fourier neural operator. */

import { COUNT } from '../../checks.js';
import type { PerAxis } from '../../graph/index.js';
import type { Architecture } from '../architecture.js';
import { classicSpectralBlock, sequential } from '../blocks/index.js';
import { maxModes } from '../layers/index.js';
import type { Layer } from '../network.js';
import { BLOCKS, COUNTS, checkContext, within } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For `arch.fno`. */
export interface FnoOptions extends ArchOptions {
  /** Default 32. */
  readonly hiddenChannels?: number;
  /** Modes of all axes or of each; at most N, of the last axis N/2 + 1. Default 12. */
  readonly numModes?: PerAxis;
  /** Default 4. */
  readonly numBlocks?: number;
}

/**
 * A pointwise lift; `numBlocks` times `act(spectral(x) + pointwise(x))`, the last block too; a
 * pointwise projection. The boundary mode does not count. (Li et al., "Fourier Neural Operator for
 * Parametric PDEs", 2021; pdequinox `ClassicFNO`.) Throws a UserError for numbers out of range, and
 * when it is applied to a grid of fewer modes.
 */
export function fno(options: FnoOptions): Layer {
  checkContext('fno', options, {
    hiddenChannels: COUNT,
    numModes: COUNTS,
    numBlocks: within(BLOCKS),
  });
  const { hiddenChannels = 32, numModes = 12, numBlocks = 4, ...others } = options;
  const { activation = 'gelu', boundaryMode = 'periodic', ...rest } = others;
  const blockFactory = classicSpectralBlock({ numModes });
  return sequential({ ...rest, hiddenChannels, numBlocks, activation, boundaryMode, blockFactory });
}

export const fnoConfig: Architecture = {
  label: 'FNO',
  meaning: 'products in Fourier space, of global reach',
  fields: [
    { name: 'modes', default: 12, meaning: 'modes along each axis; N points have N/2 + 1' },
    { name: 'hidden channels', default: 18, meaning: 'channels of every block' },
    { name: 'blocks', default: 4, meaning: 'spectral convolutions', ...BLOCKS },
  ],
  defaultActivation: 'gelu',
  build: (context) => {
    const { numSpatialDims, numPoints } = context.shape;
    const [numModes, hiddenChannels, numBlocks] = context.values as [number, number, number];
    const max = maxModes(Array<number>(numSpatialDims).fill(numPoints));
    if (numModes > max) {
      const reason = `(a grid of ${numPoints} points has ${max} modes)`;
      throw context.refuse(0, `modes must be at most ${max}, not ${numModes} ${reason}`);
    }
    return fno({ ...configOptions(context), numModes, hiddenChannels, numBlocks });
  },
};
