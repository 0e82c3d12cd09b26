/** The block of a Fourier neural operator. */

import type { PerAxis } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { activationOf } from '../activations.js';
import { compose, part } from '../compose.js';
import { type BiasOptions, pointwiseLayer, spectralConvLayer } from '../layers/index.js';
import type { Layer } from '../network.js';
import { BIAS, COUNTS } from '../rules.js';
import { type BlockFactory, checkedFactory } from './block.js';

/** For blocks of a spectral convolution. */
export interface SpectralBlockOptions extends BiasOptions {
  /** Modes of all axes or of each; at most N, of the last axis N/2 + 1. Default 8. */
  readonly numModes?: PerAxis;
}

/**
 * `activation(spectral(x) + pointwise(x))`; the boundary mode does not count. (Li et al., "Fourier
 * Neural Operator for Parametric PDEs", 2021; pdequinox `ClassicSpectralBlock`.) Bias options are
 * those of the pointwise convolution.
 */
export function classicSpectralBlock(given: SpectralBlockOptions = {}): BlockFactory {
  const rules = { ...BIAS, numModes: COUNTS };
  return checkedFactory('classicSpectralBlock', given, rules, (context): Layer => {
    const { numModes = 8, ...bias } = given;
    const { numSpatialDims: dims, inChannels, outChannels, activation: named } = context;
    const activation = activationOf(named);
    const spectral = part(
      'spectral_conv',
      spectralConvLayer(dims, inChannels, outChannels, numModes),
    );
    const byPass = part('by_pass_conv', pointwiseLayer(dims, inChannels, outChannels, bias));
    return compose({
      parts: [spectral, byPass],
      forward: (run, x) => activation(ops.add(run(spectral, x), run(byPass, x))),
    });
  });
}
