/**
 * `Pure;KERNEL[;ACTIVATION]`: one convolution without bias, a learned stencil. The original needs
 * the last field and does not use it; here it may be left out.
 */

import { FLAG } from '../../checks.js';
import type { Architecture } from '../architecture.js';
import { convLayer } from '../layers/index.js';
import type { Layer } from '../network.js';
import { checkContext, SPACING } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For `arch.pureConv`. */
export interface PureConvOptions extends ArchOptions {
  /** Taps along each axis. Default 3. */
  readonly kernelSize?: number;
  /** Default false. */
  readonly useBias?: boolean;
}

/**
 * One convolution; its key is that of the network, and the activation does not count. Throws a
 * UserError for numbers out of range. (pdequinox `PhysicsConv`, as APEBench's `pure` calls it.)
 */
export function pureConv(options: PureConvOptions): Layer {
  checkContext('pureConv', options, { kernelSize: SPACING, useBias: FLAG });
  const { numSpatialDims, inChannels, outChannels, kernelSize = 3 } = options;
  const { useBias = false, boundaryMode } = options;
  const own = { useBias, boundaryMode };
  return convLayer(numSpatialDims, inChannels, outChannels, kernelSize, own);
}

export const pure: Architecture = {
  label: 'Pure',
  meaning: 'one convolution without bias; the activation does not count',
  fields: [{ name: 'kernel size', default: 3, meaning: 'taps along each axis' }],
  defaultActivation: 'identity',
  activationOptional: true,
  build: (context) => pureConv({ ...configOptions(context), kernelSize: context.values[0] }),
};
