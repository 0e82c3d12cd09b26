/**
 * `MLP;WIDTH;DEPTH;ACTIVATION`: a multilayer perceptron over all channels and points of a state,
 * flattened in row-major order. DEPTH hidden layers with the activation and a linear one; depth 0
 * is one linear layer. (pdequinox `MLP`.)
 */

import { sizeOf } from '../arrays.js';
import * as ops from '../graph/ops/index.js';
import { split } from '../random/index.js';
import { type Architecture, DEPTH } from './architecture.js';
import { linearLayer } from './layers.js';
import { nest, takeFrom } from './network.js';

export const mlp: Architecture = {
  fields: ['width', 'depth', 'activation'],
  build({ shape: { numSpatialDims, numPoints, numChannels }, count, activation }) {
    const width = count(1, { min: 1 });
    const depth = count(2, DEPTH);
    const space = Array<number>(numSpatialDims).fill(numPoints);
    const features = numChannels * sizeOf(space);
    const layers = Array.from({ length: depth + 1 }, (_, i) =>
      linearLayer(i === 0 ? features : width, i === depth ? features : width),
    );
    return {
      parameters: layers.flatMap((layer, i) =>
        nest(`flat_mlp.layers.${i}`, layer, (key, options) => split(key, depth + 1, options)[i]),
      ),
      receptiveField: space.map((n) => [n, n]),
      integerReceptiveField: true,
      apply(params, x) {
        const take = takeFrom(params);
        const [, batch] = x.shape;
        const flat = ops.reshape(x, [x.shape[0], batch, features]);
        const out = layers.reduce((u, layer, i) => {
          const v = layer.apply(take(layer), u);
          return i === depth ? v : activation(v);
        }, flat);
        return ops.reshape(out, [out.shape[0], batch, numChannels, ...space]);
      },
    };
  },
};
