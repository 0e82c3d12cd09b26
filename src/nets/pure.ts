/**
 * `Pure;KERNEL[;ACTIVATION]`: one convolution of KERNEL points without bias: a learned stencil.
 * The original needs the last field and does not use it; here it may be left out.
 */

import type { Architecture } from './architecture.js';
import { convLayer } from './layers.js';

export const pure: Architecture = {
  fields: ['kernel size', 'activation'],
  activationOptional: true,
  build({ shape: { numSpatialDims, numChannels }, count }) {
    return convLayer(numSpatialDims, numChannels, numChannels, count(1, { min: 1 }), false);
  },
};
