/**
 * `Conv;HIDDEN;DEPTH;ACTIVATION`: a feed-forward convolutional network. DEPTH convolutions of
 * three points, each followed by the activation, and one more without; depth 0 is one convolution
 * from channel to channel. (pdequinox `ClassicConvNet`/`ConvNet`.)
 */

import { split } from '../random/index.js';
import { type Architecture, DEPTH } from './architecture.js';
import { convLayer } from './layers.js';
import { chainReceptiveFields, nest, takeFrom } from './network.js';

export const convNet: Architecture = {
  fields: ['hidden channels', 'depth', 'activation'],
  build({ shape: { numSpatialDims, numChannels }, count, activation }) {
    const hidden = count(1, { min: 1 });
    const depth = count(2, DEPTH);
    const layers = Array.from({ length: depth + 1 }, (_, i) =>
      convLayer(
        numSpatialDims,
        i === 0 ? numChannels : hidden,
        i === depth ? numChannels : hidden,
        3,
      ),
    );
    return {
      parameters: layers.flatMap((layer, i) =>
        nest(`layers.${i}`, layer, (key, options) => split(key, depth + 1, options)[i]),
      ),
      receptiveField: chainReceptiveFields(
        layers.map((layer) => layer.receptiveField),
        numSpatialDims,
      ),
      apply(params, x) {
        const take = takeFrom(params);
        return layers.reduce((u, layer, i) => {
          const v = layer.apply(take(layer), u);
          return i === depth ? v : activation(v);
        }, x);
      },
    };
  },
};
