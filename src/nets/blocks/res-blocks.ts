/**
 * Residual blocks: what is added to the state, or to its image under a pointwise convolution where
 * the number of channels changes.
 */

import * as ops from '../../graph/ops/index.js';
import { type Key, type RandomOptions, split } from '../../random/index.js';
import { activationOf } from '../activations.js';
import { compose, type Part, part } from '../compose.js';
import { pointwiseLayer } from '../layers/index.js';
import type { Layer } from '../network.js';
import {
  type BlockContext,
  type BlockFactory,
  CONV_BLOCK,
  type ConvBlockOptions,
  checkedFactory,
  convPart,
  normPart,
} from './block.js';

/** The bypass convolution without a bias, where there is one. */
function bypassOf({ numSpatialDims, inChannels, outChannels }: BlockContext): Part | null {
  if (inChannels === outChannels) return null;
  const options = { useBias: false };
  return part('bypass_conv', pointwiseLayer(numSpatialDims, inChannels, outChannels, options));
}

/** Keys of conv_1, norm_1, conv_2, norm_2, bypass_conv, bypass_norm; norms use none. */
function twoConvKeys(key: Key, options?: RandomOptions): Key[] {
  const [first, second, rest] = split(key, 3, options) as [Key, Key, Key];
  return [first, first, second, second, split(rest, 2, options)[0]!, rest];
}

/**
 * conv, norm, activation, conv, norm, **plus** the bypass (conv, norm), then the activation. (He et
 * al., "Deep Residual Learning for Image Recognition", 2016; pdequinox `ClassicResBlock`.)
 * `useNorm` is false by default.
 */
export function classicResBlock(options: ConvBlockOptions = {}): BlockFactory {
  return checkedFactory('classicResBlock', options, CONV_BLOCK, (context): Layer => {
    const { inChannels, outChannels } = context;
    const activation = activationOf(context.activation);
    const bypass = bypassOf(context);
    const conv1 = convPart('conv_1', [inChannels, outChannels], context, options);
    const norm1 = normPart('norm_1', outChannels, context, options);
    const conv2 = convPart('conv_2', [outChannels, outChannels], context, options);
    const norm2 = normPart('norm_2', outChannels, context, options);
    const bypassNorm = bypass && normPart('bypass_norm', outChannels, context, options);
    return compose({
      parts: [conv1, norm1, conv2, norm2, bypass, bypassNorm],
      keys: twoConvKeys,
      forward(run, x) {
        const hidden = activation(run(norm1, run(conv1, x)));
        const change = run(norm2, run(conv2, hidden));
        return activation(ops.add(change, run(bypassNorm, run(bypass, x))));
      },
    });
  });
}

/**
 * norm, activation, conv, norm, activation, conv, **plus** the bypass (norm, conv): nothing comes
 * after the addition. (He et al., "Identity Mappings in Deep Residual Networks", 2016, as in
 * PDEArena; pdequinox `ModernResBlock`.) `useNorm` is true by default.
 */
export function modernResBlock(given: ConvBlockOptions = {}): BlockFactory {
  return checkedFactory('modernResBlock', given, CONV_BLOCK, (context): Layer => {
    const { useNorm = true, ...rest } = given;
    const options = { useNorm, ...rest };
    const { inChannels, outChannels } = context;
    const activation = activationOf(context.activation);
    const bypass = bypassOf(context);
    const conv1 = convPart('conv_1', [inChannels, outChannels], context, options);
    const norm1 = normPart('norm_1', inChannels, context, options);
    const conv2 = convPart('conv_2', [outChannels, outChannels], context, options);
    const norm2 = normPart('norm_2', outChannels, context, options);
    const bypassNorm = bypass && normPart('bypass_norm', inChannels, context, options);
    return compose({
      parts: [conv1, norm1, conv2, norm2, bypass, bypassNorm],
      keys: twoConvKeys,
      forward(run, x) {
        const hidden = run(conv1, activation(run(norm1, x)));
        const change = run(conv2, activation(run(norm2, hidden)));
        return ops.add(change, run(bypass, run(bypassNorm, x)));
      },
    });
  });
}
