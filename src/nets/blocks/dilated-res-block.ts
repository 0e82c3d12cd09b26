/** The residual block of dilated convolutions. */

import { listOf, pick, type Rule, wholeFrom } from '../../checks.js';
import * as ops from '../../graph/ops/index.js';
import { split } from '../../random/index.js';
import { activationOf } from '../activations.js';
import { compose, part } from '../compose.js';
import { pointwiseLayer } from '../layers/index.js';
import type { Layer } from '../network.js';
import { BIAS, SPACING } from '../rules.js';
import {
  type BlockFactory,
  CONV_BLOCK,
  type ConvBlockOptions,
  checkedFactory,
  convPart,
  normPart,
} from './block.js';

/** For `blocks.dilatedResBlock`. */
export interface DilatedResBlockOptions extends ConvBlockOptions {
  /** Points between the taps of each convolution. Default 1, 2, 4, 8, 4, 2, 1. */
  readonly dilationRates?: readonly number[];
}

const RATES: Rule = {
  allowed: `a list of 1 to 100 numbers, each ${SPACING.allowed}`,
  fits: (value) => listOf(SPACING).fits(value) && wholeFrom(1, 100).fits((value as []).length),
};

/**
 * For each of the dilation rates norm, conv, activation; **plus** the bypass (norm, conv), and
 * nothing after the addition. (Stachenfeld et al., "Learned Coarse Models for Efficient Turbulence
 * Simulation", 2021; pdequinox `DilatedResBlock`.) `useNorm` is true by default. Throws a UserError
 * without a rate, and for more than 100 of them.
 */
export function dilatedResBlock(given: DilatedResBlockOptions = {}): BlockFactory {
  const rules = { ...CONV_BLOCK, dilationRates: RATES };
  return checkedFactory('dilatedResBlock', given, rules, (context): Layer => {
    const { dilationRates = [1, 2, 4, 8, 4, 2, 1], useNorm = true, ...rest } = given;
    const options = { useNorm, ...rest };
    const { numSpatialDims, inChannels, outChannels } = context;
    const activation = activationOf(context.activation);
    const widths = dilationRates.map((_, i) => (i === 0 ? inChannels : outChannels));
    const norms = widths.map((width, i) => normPart(`norm_layers.${i}`, width, context, options));
    const convs = dilationRates.map((rate, i) =>
      convPart(`conv_layers.${i}`, [widths[i]!, outChannels], context, options, rate),
    );
    const changes = inChannels !== outChannels;
    const bypass = changes
      ? part(
          'bypass_conv',
          pointwiseLayer(numSpatialDims, inChannels, outChannels, pick(options, BIAS)),
        )
      : null;
    const bypassNorm = changes ? normPart('bypass_norm', inChannels, context, options) : null;
    return compose({
      parts: [...norms, ...convs, bypass, bypassNorm],
      keys(key, random) {
        const [left, ...own] = split(key, convs.length + 1, random);
        return [...norms.map(() => left!), ...own, split(left!, 2, random)[0]!, left!];
      },
      forward(run, x) {
        const change = convs.reduce((y, conv, i) => activation(run(conv, run(norms[i]!, y))), x);
        return ops.add(change, run(bypass, run(bypassNorm, x)));
      },
    });
  });
}
