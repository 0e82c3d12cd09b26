/** Initial conditions of several channels. */

import { type Key, type RandomOptions, split } from '../random/index.js';
import { sizeOf, spatialShape } from '../spectral/index.js';
import type { InitialConditionGenerator } from './generator.js';

/**
 * One generator per channel, each with its own key of `split(key, C)`, also where C = 1
 * (exponax: `RandomMultiChannelICGenerator`). What a generator normalises, it normalises per
 * channel.
 */
export class MultiChannelInitialCondition implements InitialConditionGenerator {
  constructor(private readonly channels: readonly InitialConditionGenerator[]) {}

  get dims(): number {
    return this.channels[0]!.dims;
  }

  get numChannels(): number {
    return this.channels.length;
  }

  generate(numPoints: number, key: Key, options?: RandomOptions): Float64Array {
    const keys = split(key, this.channels.length, options);
    const size = sizeOf(spatialShape(this.dims, numPoints));
    const result = new Float64Array(this.channels.length * size);
    this.channels.forEach((channel, c) => {
      result.set(channel.generate(numPoints, keys[c]!, options), c * size);
    });
    return result;
  }
}
