/**
 * Initial conditions from a config string: `fourier;CUTOFF;ZERO_MEAN;MAX_ONE`, and
 * `clamp;LOW;HIGH;CONFIG` around another one.
 */

import { ConfigReader } from '../config/index.js';
import { UserError, unknownName } from '../errors.js';
import { ClampedInitialCondition } from './clamp.js';
import { TruncatedFourierSeries } from './fourier.js';
import type { InitialConditionGenerator } from './generator.js';
import { MultiChannelInitialCondition } from './multi-channel.js';

/** Reads the generator of one channel: every channel draws from it, with a key of its own. */
export type ChannelReader = (fields: ConfigReader, dims: number) => InitialConditionGenerator;

/** An entry whose generator draws all channels of a state together. */
export interface AllChannels {
  allChannels(fields: ConfigReader, dims: number, numChannels: number): InitialConditionGenerator;
}

/** The initial conditions by name, each a reader of its fields. */
export const icDict: Record<string, ChannelReader | AllChannels> = {
  fourier(fields, dims) {
    fields.expect(['name', 'CUTOFF', 'ZERO_MEAN', 'MAX_ONE']);
    return new TruncatedFourierSeries({
      dims,
      cutoff: fields.count(1, { min: 0 }),
      zeroMean: fields.boolean(2),
      maxOne: fields.boolean(3),
    });
  },
};

/** Initial conditions of the original that are known by name and not there yet. */
const NOT_YET = ['diffused', 'grf', 'gray_scott_blobs'];

/** The names that a config string may begin with. */
export const icNames: readonly string[] = [...Object.keys(icDict), 'clamp'];

function generatorOf(
  fields: ConfigReader,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  const name = fields.text(0).toLowerCase();
  if (NOT_YET.includes(name)) {
    throw new UserError(
      `initial conditions '${name}' are not there yet; there are ${icNames.join(', ')}`,
    );
  }
  if (!Object.hasOwn(icDict, name)) {
    throw unknownName('initial condition', fields.text(0), icNames);
  }
  const generator = read(icDict[name]!, fields, dims, numChannels);
  if (generator.numChannels !== numChannels || generator.dims !== dims) {
    throw new UserError(
      `initial conditions '${name}' have numChannels ${generator.numChannels} in ` +
        `${generator.dims}D; the states have ${numChannels} in ${dims}D`,
    );
  }
  return generator;
}

function read(
  entry: ChannelReader | AllChannels,
  fields: ConfigReader,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  if (typeof entry !== 'function') return entry.allChannels(fields, dims, numChannels);
  const channel = entry(fields, dims);
  return new MultiChannelInitialCondition(
    new Array<InitialConditionGenerator>(numChannels).fill(channel),
  );
}

/**
 * The generator of a scenario's states. `fourier` draws a truncated Fourier series, every channel
 * independently; `clamp` maps each channel of what the rest of the string draws onto [LOW, HIGH].
 *
 * @throws UserError where the string is wrong, or its generator is not of these channels and axes.
 */
export function parseIcConfig(
  config: string,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  const fields = new ConfigReader('ic_config', config);
  if (fields.text(0).toLowerCase() !== 'clamp') return generatorOf(fields, dims, numChannels);
  fields.expectAtLeast(['name', 'LOW', 'HIGH', 'CONFIG']);
  const [low, high] = [fields.number(1), fields.number(2)];
  return new ClampedInitialCondition(generatorOf(fields.from(3), dims, numChannels), low, high);
}
