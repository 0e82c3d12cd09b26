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

type Reader = (fields: ConfigReader, dims: number) => InitialConditionGenerator;

/** The initial conditions by name, each a reader of its fields. */
export const icDict: Record<string, Reader> = {
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

function readSingle(fields: ConfigReader, dims: number): InitialConditionGenerator {
  const name = fields.text(0).toLowerCase();
  if (NOT_YET.includes(name)) {
    throw new UserError(
      `initial conditions '${name}' are not there yet; there are ${icNames.join(', ')}`,
    );
  }
  if (!Object.hasOwn(icDict, name)) {
    throw unknownName('initial condition', fields.text(0), icNames);
  }
  return icDict[name]!(fields, dims);
}

/**
 * The generator of one channel. `fourier` draws a truncated Fourier series, `clamp` maps what the
 * rest of the string draws onto [LOW, HIGH].
 */
export function parseInitialCondition(config: string, dims: number): InitialConditionGenerator {
  const fields = new ConfigReader('ic_config', config);
  if (fields.text(0).toLowerCase() !== 'clamp') return readSingle(fields, dims);
  fields.expectAtLeast(['name', 'LOW', 'HIGH', 'CONFIG']);
  const [low, high] = [fields.number(1), fields.number(2)];
  return new ClampedInitialCondition(readSingle(fields.from(3), dims), low, high);
}

/** The generator of a scenario: the same distribution for every channel, drawn independently. */
export function parseIcConfig(
  config: string,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  const channel = parseInitialCondition(config, dims);
  return new MultiChannelInitialCondition(
    new Array<InitialConditionGenerator>(numChannels).fill(channel),
  );
}
