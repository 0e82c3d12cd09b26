/** `MLP;WIDTH;DEPTH;ACTIVATION`: a multilayer perceptron over all channels and points. */

import { sizeOf } from '../../arrays.js';
import { COUNT, FLAG, LATER, required } from '../../checks.js';
import * as ops from '../../graph/ops/index.js';
import { type Activation, activationOf } from '../activations.js';
import type { Architecture } from '../architecture.js';
import { compose, part } from '../compose.js';
import { linearLayer } from '../layers/index.js';
import { type Layer, numberLeaves } from '../network.js';
import { checkContext, DEPTH, within } from '../rules.js';
import { type ArchOptions, configOptions } from './options.js';

/** For `arch.mlp`. */
export interface MlpOptions extends ArchOptions {
  /** Along each axis. */
  readonly numPoints: number;
  /** Of the hidden layers. Default 64. */
  readonly widthSize?: number;
  /** The number of hidden layers. Default 3. */
  readonly depth?: number;
  /** Behind the last layer. Default 'identity'. */
  readonly finalActivation?: Activation | string;
  /** Of the hidden layers. Default true. */
  readonly useBias?: boolean;
  /** Of the last layer. Default true. */
  readonly useFinalBias?: boolean;
}

/**
 * The state, flattened in row-major order, through `depth` hidden linear layers with the activation
 * and one more; depth 0 is one linear layer. States without an axis of space have numSpatialDims 0.
 * The boundary mode does not count. Layer i is initialised from split(key, depth + 1)[i]. Throws a
 * UserError for numbers out of range. (pdequinox `MLP`.)
 */
export function mlp(options: MlpOptions): Layer {
  checkContext('mlp', options, {
    numPoints: required(COUNT),
    widthSize: COUNT,
    depth: within(DEPTH),
    finalActivation: LATER,
    useBias: FLAG,
    useFinalBias: FLAG,
  });
  const { numSpatialDims, inChannels, outChannels, numPoints, widthSize = 64 } = options;
  const { depth = 3, activation = 'relu', finalActivation = 'identity' } = options;
  const { useBias = true, useFinalBias = true } = options;
  const space = Array<number>(numSpatialDims).fill(numPoints);
  const [inSize, outSize] = [inChannels * sizeOf(space), outChannels * sizeOf(space)];
  const [between, last] = [activationOf(activation), activationOf(finalActivation)];
  const linears = Array.from({ length: depth + 1 }, (_, i) =>
    part(
      `flat_mlp.layers.${i}`,
      linearLayer(i === 0 ? inSize : widthSize, i === depth ? outSize : widthSize, {
        useBias: i === depth ? useFinalBias : useBias,
      }),
    ),
  );
  const layer = compose({
    parts: linears,
    receptiveField: space.map((n) => [n, n]),
    forward(run, x) {
      const [seeds, batch] = x.shape as [number, number];
      const flat = ops.reshape(x, [seeds, batch, inSize]);
      const out = linears.reduce(
        (y, linear, i) => (i === depth ? last : between)(run(linear, y)),
        flat,
      );
      return ops.reshape(out, [out.shape[0]!, batch, outChannels, ...space]);
    },
  });
  return {
    ...layer,
    leaves: [
      ...numberLeaves({
        num_spatial_dims: numSpatialDims,
        num_points: numPoints,
        in_channels: inChannels,
        out_channels: outChannels,
      }),
      ...layer.leaves!,
      ...numberLeaves({ _in_shape: [inChannels, ...space], _out_shape: [outChannels, ...space] }),
    ],
    integerReceptiveField: true,
  };
}

export const mlpConfig: Architecture = {
  label: 'MLP',
  meaning: 'fully connected layers over all channels and points',
  fields: [
    { name: 'width', default: 64, meaning: 'of every hidden layer' },
    { name: 'depth', default: 3, meaning: 'hidden layers; one linear layer more', ...DEPTH },
  ],
  build: (context) => {
    const { numPoints } = context.shape;
    const [widthSize, depth] = context.values;
    return mlp({ ...configOptions(context), numPoints, widthSize, depth });
  },
};
