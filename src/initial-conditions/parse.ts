/**
 * Initial conditions from a config string: `fourier;CUTOFF;ZERO_MEAN;MAX_ONE`,
 * `diffused;INTENSITY;ZERO_MEAN;MAX_ONE`, `grf;POWER;ZERO_MEAN;MAX_ONE`, `gray_scott_blobs`, and
 * `clamp;LOW;HIGH;CONFIG` around another one.
 */

import { ConfigReader, Registry } from '../config/index.js';
import { UserError } from '../errors.js';
import { ClampedInitialCondition } from './clamp.js';
import { DiffusedNoise } from './diffused-noise.js';
import { RandomTruncatedFourierSeries } from './fourier.js';
import { RandomGaussianBlobs } from './gaussian-blobs.js';
import { GaussianRandomField } from './gaussian-random-field.js';
import type { InitialConditionGenerator } from './generator.js';
import { MultiChannelInitialCondition } from './multi-channel.js';

/** Reads the generator of one channel: every channel draws from it, with a key of its own. */
export type ChannelReader = (fields: ConfigReader, dims: number) => InitialConditionGenerator;

/** An entry whose generator draws all channels of a state together. */
export interface AllChannels {
  allChannels(fields: ConfigReader, dims: number, numChannels: number): InitialConditionGenerator;
}

/** The initial conditions by name, each a reader of its fields. */
export const initialConditions = new Registry<ChannelReader | AllChannels>(
  'initial condition',
  {
    fourier(fields, dims) {
      fields.expect(['name', 'CUTOFF', 'ZERO_MEAN', 'MAX_ONE']);
      return new RandomTruncatedFourierSeries({
        dims,
        cutoff: fields.count(1, { min: 0 }),
        offsetRange: fields.boolean(2) ? [0, 0] : [-0.5, 0.5],
        maxOne: fields.boolean(3),
      });
    },
    diffused(fields, dims) {
      fields.expect(['name', 'INTENSITY', 'ZERO_MEAN', 'MAX_ONE']);
      const intensity = fields.number(1);
      if (intensity < 0) throw fields.error(1, `INTENSITY must be at least 0, not ${intensity}`);
      const [zeroMean, maxOne] = [fields.boolean(2), fields.boolean(3)];
      return new DiffusedNoise({ dims, intensity, zeroMean, maxOne });
    },
    grf(fields, dims) {
      fields.expect(['name', 'POWER', 'ZERO_MEAN', 'MAX_ONE']);
      const powerlawExponent = fields.number(1);
      const [zeroMean, maxOne] = [fields.boolean(2), fields.boolean(3)];
      return new GaussianRandomField({ dims, powerlawExponent, zeroMean, maxOne });
    },
    gray_scott_blobs: {
      allChannels(fields, dims) {
        fields.expect(['name']);
        return new MultiChannelInitialCondition([
          new RandomGaussianBlobs({ dims, oneComplement: true }),
          new RandomGaussianBlobs({ dims }),
        ]);
      },
    },
    clamp: {
      allChannels(fields, dims, numChannels) {
        fields.expectAtLeast(['name', 'LOW', 'HIGH', 'CONFIG']);
        const [low, high] = [fields.number(1), fields.number(2)];
        if (fields.text(3).toLowerCase() === 'clamp') {
          throw fields.error(3, 'what is clamped must not be a clamp');
        }
        const inner = generatorOf(fields.from(3), dims, numChannels);
        return new ClampedInitialCondition(inner, low, high);
      },
    },
  },
  {
    isOne: (value) =>
      typeof value === 'function' ||
      typeof (value as AllChannels | null)?.allChannels === 'function',
  },
);

function generatorOf(
  fields: ConfigReader,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  const name = fields.text(0);
  const entry = fields.at(0, (known) => initialConditions.get(known));
  const generator = read(entry, fields, dims, numChannels);
  if (generator.numChannels !== numChannels || generator.dims !== dims) {
    throw new UserError(
      `initial condition '${name}' has numChannels ${generator.numChannels} in ` +
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
 * The generator of a scenario's states. `fourier` draws a truncated Fourier series, `diffused`
 * noise that has spread, `grf` a Gaussian random field, every channel independently;
 * `gray_scott_blobs` a blob in the second of two channels and one less another in the first, both
 * on the unit domain; `clamp` maps each channel of what the rest of the string draws onto
 * [LOW, HIGH].
 *
 * @throws UserError where the string is wrong, or its generator is not of these channels and axes.
 */
export function parseIcConfig(
  config: string,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  return generatorOf(new ConfigReader('ic_config', config), dims, numChannels);
}
