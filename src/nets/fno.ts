/**
 * `FNO;MODES;HIDDEN;BLOCKS;ACTIVATION`: a Fourier neural operator. A pointwise lift to HIDDEN
 * channels; BLOCKS times `act(spectral(x) + pointwise(x))`, the last block too; a pointwise
 * projection. (Li et al., "Fourier Neural Operator for Parametric PDEs", 2021; pdequinox
 * `ClassicFNO`.)
 *
 * MODES may be at most N/2 + 1, the modes that a real transform of N points has on its last axis
 * (and at most N on the others, which follows).
 */

import * as ops from '../graph/ops/index.js';
import { type Key, type RandomOptions, split } from '../random/index.js';
import { type Architecture, DEPTH } from './architecture.js';
import { pointwiseLayer, spectralConvLayer } from './layers.js';
import { chainReceptiveFields, type Layer, nest, takeFrom } from './network.js';

export const fno: Architecture = {
  fields: ['modes', 'hidden channels', 'blocks', 'activation'],
  build({ shape: { numSpatialDims: dims, numPoints, numChannels }, count, activation }) {
    const modes = count(1, {
      min: 1,
      max: Math.floor(numPoints / 2) + 1,
      because: `a grid of ${numPoints} points has ${Math.floor(numPoints / 2) + 1} modes`,
    });
    const hidden = count(2, { min: 1 });
    const blocks = count(3, DEPTH);
    const lifting = pointwiseLayer(dims, numChannels, hidden);
    const spectral = spectralConvLayer(dims, numPoints, hidden, modes);
    const byPass = pointwiseLayer(dims, hidden, hidden);
    const projection = pointwiseLayer(dims, hidden, numChannels);
    const block: Layer = {
      parameters: [
        ...nest('spectral_conv', spectral, (key, options) => split(key, 2, options)[0]),
        ...nest('by_pass_conv', byPass, (key, options) => split(key, 2, options)[1]),
      ],
      receptiveField: spectral.receptiveField,
      apply(params, x) {
        const take = takeFrom(params);
        return activation(
          ops.add(spectral.apply(take(spectral), x), byPass.apply(take(byPass), x)),
        );
      },
    };
    const stack = Array<Layer>(blocks).fill(block);
    return {
      parameters: [
        ...nest('lifting', lifting, (key, options) => sequentialKey(key, 0, options)),
        ...stack.flatMap((layer, i) =>
          nest(`blocks.${i}`, layer, (key, options) => sequentialKey(key, i + 1, options)),
        ),
        ...nest('projection', projection, (key, options) => remainingKey(key, blocks + 1, options)),
      ],
      receptiveField: chainReceptiveFields(
        [lifting, ...stack, projection].map((layer) => layer.receptiveField),
        dims,
      ),
      apply(params, x) {
        const take = takeFrom(params);
        return [lifting, ...stack, projection].reduce((u, layer) => layer.apply(take(layer), u), x);
      },
    };
  },
};

/** The key that remains after `count` splits: (consumed, remaining) = split(remaining). */
function remainingKey(key: Key, count: number, options?: RandomOptions): Key {
  let rest = key;
  for (let i = 0; i < count; i++) rest = split(rest, 2, options)[1];
  return rest;
}

/** The key that split number `index` of the chain hands out. */
function sequentialKey(key: Key, index: number, options?: RandomOptions): Key {
  return split(remainingKey(key, index, options), 2, options)[0];
}
