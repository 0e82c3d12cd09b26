/** `Conv;HIDDEN;DEPTH;ACTIVATION`: a feed-forward convolutional network. */

import { COUNT, FLAG, LATER } from '../../checks.js';
import type { Activation } from '../activations.js';
import { activationOf } from '../activations.js';
import type { Architecture } from '../architecture.js';
import { compose, part } from '../compose.js';
import { convLayer } from '../layers/index.js';
import type { Layer } from '../network.js';
import { BIAS, checkContext, DEPTH, SPACING, within } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For `arch.convNet`. */
export interface ConvNetOptions extends ArchOptions {
  /** Default 16. */
  readonly hiddenChannels?: number;
  /** The number of hidden layers. Default 10. */
  readonly depth?: number;
  /** Taps along each axis. Default 3. */
  readonly kernelSize?: number;
  /** Behind the last convolution. Default 'identity'. */
  readonly finalActivation?: Activation | string;
  /** Of the hidden layers. Default true. */
  readonly useBias?: boolean;
  /** Of the last layer. Default true. */
  readonly useFinalBias?: boolean;
  /** Whether biases start at 0. Default false. */
  readonly zeroBiasInit?: boolean;
}

/**
 * `depth` convolutions, each followed by the activation, and one more; depth 0 is one convolution.
 * Layer i is initialised from split(key, depth + 1)[i]. Throws a UserError for numbers out of
 * range. (pdequinox `ConvNet`.)
 */
export function convNet(options: ConvNetOptions): Layer {
  checkContext('convNet', options, {
    ...BIAS,
    hiddenChannels: COUNT,
    depth: within(DEPTH),
    kernelSize: SPACING,
    finalActivation: LATER,
    useFinalBias: FLAG,
  });
  const { numSpatialDims, inChannels, outChannels, hiddenChannels = 16, depth = 10 } = options;
  const { activation = 'relu', kernelSize = 3, finalActivation = 'identity' } = options;
  const { useBias = true, useFinalBias = true, boundaryMode, zeroBiasInit } = options;
  const [between, last] = [activationOf(activation), activationOf(finalActivation)];
  const convs = Array.from({ length: depth + 1 }, (_, i) =>
    part(
      `layers.${i}`,
      convLayer(
        numSpatialDims,
        i === 0 ? inChannels : hiddenChannels,
        i === depth ? outChannels : hiddenChannels,
        kernelSize,
        { useBias: i === depth ? useFinalBias : useBias, zeroBiasInit, boundaryMode },
      ),
    ),
  );
  return compose({
    parts: convs,
    forward: (run, x) =>
      convs.reduce((y, conv, i) => (i === depth ? last : between)(run(conv, y)), x),
  });
}

export const conv: Architecture = {
  label: 'Conv',
  meaning: 'a chain of convolutions of three taps',
  fields: [
    { name: 'hidden channels', default: 34, meaning: 'channels of every hidden layer' },
    { name: 'depth', default: 10, meaning: 'hidden layers; one convolution more', ...DEPTH },
  ],
  build: (context) =>
    convNet({
      ...configOptions(context),
      hiddenChannels: context.values[0],
      depth: context.values[1],
    }),
};
