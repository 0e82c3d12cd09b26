/** What a network does to a state, layer by layer. */

import { trace } from '../graph/index.js';
import { countParameters, type Layer, type NetworkShape, type Parameter } from './network.js';

/** One of the innermost layers of a network, where it is applied. */
export interface AppliedLayer {
  /** Where it stands: `blocks.0.conv_1`; empty for a network that is one layer. */
  readonly path: string;
  /** What it is, in a few words. */
  readonly kind: string;
  /** Channels and points before and behind it. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** Their paths are those inside the layer. */
  readonly parameters: readonly Parameter[];
  readonly parameterCount: number;
  /** In points of the grid that it works on. */
  readonly receptiveField: Layer['receptiveField'];
}

/**
 * The innermost layers of a network in the order in which they are applied to a state of this
 * shape. A layer that reports none of its parts is one of them.
 */
export function layersOf(network: Layer, shape: NetworkShape): AppliedLayer[] {
  const { numSpatialDims, numPoints, numChannels } = shape;
  const applied: AppliedLayer[] = [];
  trace({ steps: 1 }, (t) => {
    const params = network.parameters.map((one) => t.input(one.path, [1, ...one.shape]));
    const x = t.input('', [1, 1, numChannels, ...Array<number>(numSpatialDims).fill(numPoints)]);
    const note = (path: string, layer: Layer, input: typeof x, output: typeof x) =>
      applied.push({
        path,
        kind: layer.kind ?? 'layer',
        inputShape: input.shape.slice(2),
        outputShape: output.shape.slice(2),
        parameters: layer.parameters,
        parameterCount: countParameters(layer),
        receptiveField: layer.receptiveField,
      });
    const y = network.apply(params, x, ({ path, layer, input, output }) =>
      note(path, layer, input, output),
    );
    if (applied.length === 0) note('', network, x, y);
  });
  return applied;
}
