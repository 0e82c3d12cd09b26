/** Two convolutions, each with norm and activation: what a classic UNet is made of. */

import { split } from '../../random/index.js';
import { activationOf } from '../activations.js';
import { compose } from '../compose.js';
import type { Layer } from '../network.js';
import {
  type BlockFactory,
  CONV_BLOCK,
  type ConvBlockOptions,
  checkedFactory,
  convPart,
  normPart,
} from './block.js';

/**
 * conv, norm, activation, conv, norm, activation. (Ronneberger et al., "U-Net", 2015, with group
 * norms; pdequinox `ClassicDoubleConvBlock`.) `useNorm` is true by default.
 */
export function classicDoubleConvBlock(given: ConvBlockOptions = {}): BlockFactory {
  return checkedFactory('classicDoubleConvBlock', given, CONV_BLOCK, (context): Layer => {
    const { useNorm = true, ...rest } = given;
    const options = { useNorm, ...rest };
    const { inChannels, outChannels } = context;
    const activation = activationOf(context.activation);
    const conv1 = convPart('conv_1', [inChannels, outChannels], context, options);
    const norm1 = normPart('norm_1', outChannels, context, options);
    const conv2 = convPart('conv_2', [outChannels, outChannels], context, options);
    const norm2 = normPart('norm_2', outChannels, context, options);
    return compose({
      parts: [conv1, norm1, conv2, norm2],
      keys(key, random) {
        const [first, second] = split(key, 2, random);
        return [first!, first!, second!, second!];
      },
      forward(run, x) {
        const hidden = activation(run(norm1, run(conv1, x)));
        return activation(run(norm2, run(conv2, hidden)));
      },
    });
  });
}
