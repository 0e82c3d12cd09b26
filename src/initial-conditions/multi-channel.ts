/** Initial conditions of several channels. */

import { sizeOf } from '../arrays.js';
import { check } from '../checks.js';
import { UserError } from '../errors.js';
import { type Key, type RandomOptions, split } from '../random/index.js';
import { spatialShape } from '../spectral/index.js';
import { GENERATOR, type InitialConditionGenerator } from './generator.js';

/**
 * One generator of one channel per channel, which may be of different kinds, each with its own key
 * of `split(key, C)`, also where C = 1 (exponax: `RandomMultiChannelICGenerator`). What a generator
 * normalises, it normalises per channel.
 */
export class MultiChannelInitialCondition implements InitialConditionGenerator {
  /** @throws UserError where a generator has several channels, or not the others' dimensions. */
  constructor(private readonly channels: readonly InitialConditionGenerator[]) {
    check('the channels of initial conditions', channels, {
      allowed: 'a list of at least one generator',
      fits: () => Array.isArray(channels) && channels.length > 0,
    });
    channels.forEach((channel, c) => {
      check(`channel ${c} of initial conditions`, channel, GENERATOR);
      const { dims, numChannels } = channel;
      if (numChannels === 1 && dims === this.dims) return;
      throw new UserError(
        `channel ${c} of initial conditions takes a generator of one channel in ${this.dims}D, ` +
          `not one with numChannels ${numChannels} in ${dims}D`,
      );
    });
  }

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
