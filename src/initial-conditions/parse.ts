/**
 * Initial conditions from a config string: `fourier;CUTOFF;ZERO_MEAN;MAX_ONE`,
 * `diffused;INTENSITY;ZERO_MEAN;MAX_ONE`, `grf;POWER;ZERO_MEAN;MAX_ONE`, `gray_scott_blobs`, and
 * `clamp;LOW;HIGH;CONFIG` around another one.
 */

import { sizeOf } from '../arrays.js';
import { DATA, oneOf } from '../checks.js';
import {
  ConfigReader,
  type Declared,
  type Field,
  type Guard,
  Registry,
  readFields,
} from '../config/index.js';
import { UserError } from '../errors.js';
import { spatialShape } from '../spectral/index.js';
import { ClampedInitialCondition } from './clamp.js';
import { DiffusedNoise } from './diffused-noise.js';
import { RandomTruncatedFourierSeries } from './fourier.js';
import { RandomGaussianBlobs } from './gaussian-blobs.js';
import { GaussianRandomField } from './gaussian-random-field.js';
import { GENERATOR, type InitialConditionGenerator } from './generator.js';
import { MultiChannelInitialCondition } from './multi-channel.js';

/**
 * Reads the generator of one channel: every channel draws from it, with a key of its own. `config` is
 * the string from the name on, and `fields` reads its fields.
 */
export interface ChannelReader extends Declared {
  (config: string, dims: number, fields: ConfigReader): InitialConditionGenerator;
}

/** An entry whose generator draws all channels of a state together. */
export interface AllChannels extends Declared {
  allChannels(
    config: string,
    dims: number,
    numChannels: number,
    fields: ConfigReader,
  ): InitialConditionGenerator;
}

const field = (
  name: string,
  kind: Field['kind'],
  value: Field['default'],
  meaning: string,
): Field => ({ name, kind, default: value, meaning, min: 0, optional: false });

const ZERO_MEAN = field('ZERO_MEAN', 'flag', true, 'whether the mean of a channel is 0');
const MAX_ONE = field('MAX_ONE', 'flag', true, 'whether the largest absolute value is made 1');

/** The generator of one channel from a number and these two. */
function declared(
  meaning: string,
  first: Field,
  build: (
    given: { dims: number; value: number; zeroMean: boolean; maxOne: boolean },
    reader: ConfigReader,
  ) => InitialConditionGenerator,
): ChannelReader {
  const fields = [first, ZERO_MEAN, MAX_ONE];
  const read = (_: string, dims: number, reader: ConfigReader) => {
    const [[value], [zeroMean, maxOne]] = readFields(reader, 'name', fields);
    return build({ dims, value: value!, zeroMean: zeroMean!, maxOne: maxOne! }, reader);
  };
  return Object.assign(read, { meaning, fields });
}

/** The initial conditions by name, each a reader of its fields. */
export const initialConditions = new Registry<ChannelReader | AllChannels>(
  'initial condition',
  {
    fourier: declared(
      'sines and cosines of random amplitudes up to a mode',
      field('CUTOFF', 'count', 5, 'the highest mode along each axis'),
      ({ dims, value, zeroMean, maxOne }) =>
        new RandomTruncatedFourierSeries({
          dims,
          cutoff: value,
          offsetRange: zeroMean ? [0, 0] : [-0.5, 0.5],
          maxOne,
        }),
    ),
    diffused: declared(
      'noise that has spread for a while',
      field('INTENSITY', 'number', 0.001, 'how long it has spread; at least 0'),
      ({ dims, value: intensity, zeroMean, maxOne }, reader) => {
        if (intensity < 0) throw reader.error(1, `INTENSITY must be at least 0, not ${intensity}`);
        return new DiffusedNoise({ dims, intensity, zeroMean, maxOne });
      },
    ),
    grf: declared(
      'a Gaussian random field, whose power falls with the wave number',
      field('POWER', 'number', 3, 'the exponent with which it falls'),
      ({ dims, value: powerlawExponent, zeroMean, maxOne }) =>
        new GaussianRandomField({ dims, powerlawExponent, zeroMean, maxOne }),
    ),
    gray_scott_blobs: {
      meaning: 'a blob in the second of two channels, one less another blob in the first',
      allChannels(_config, dims, _numChannels, fields) {
        fields.expect(['name']);
        return new MultiChannelInitialCondition([
          new RandomGaussianBlobs({ dims, oneComplement: true }),
          new RandomGaussianBlobs({ dims }),
        ]);
      },
    },
    clamp: {
      meaning: 'another initial condition, each channel mapped onto an interval',
      fields: [
        field('LOW', 'number', 0, 'where the interval begins'),
        field('HIGH', 'number', 1, 'where it ends'),
        field('CONFIG', 'string', 'fourier;5;true;true', 'the other one; no clamp'),
      ],
      allChannels(_, dims, numChannels, fields) {
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
    door: 'initialConditionExtensions',
    about: 'ic_config',
    entry: {
      allowed: 'a function of the config string, dims and fields, or { allChannels }, one of those',
      fits: (value) =>
        typeof value === 'function' ||
        typeof (value as AllChannels | null)?.allChannels === 'function',
    },
  },
);

function generatorOf(
  fields: ConfigReader,
  dims: number,
  numChannels: number,
): InitialConditionGenerator {
  const [key, entry] = fields.at(0, (name) => initialConditions.entry(name));
  const config = fields.rest(0);
  const ofEach = typeof entry === 'function';
  const made = initialConditions.make<InitialConditionGenerator>(
    key,
    config,
    () =>
      ofEach ? entry(config, dims, fields) : entry.allChannels(config, dims, numChannels, fields),
    (generator, guard) => guardGenerator(generator, dims, ofEach ? 1 : numChannels, guard),
  );
  const generator = ofEach ? new MultiChannelInitialCondition(Array(numChannels).fill(made)) : made;
  if (generator.numChannels !== numChannels || generator.dims !== dims) {
    throw new UserError(
      `initial condition '${fields.text(0)}' has numChannels ${generator.numChannels} in ` +
        `${generator.dims}D; the states have ${numChannels} in ${dims}D`,
    );
  }
  return generator;
}

/** Such a string as one writes it, however it was spelled. Throws a UserError. */
export function canonicalIcConfig(config: string): string {
  return canonicalFields(new ConfigReader('ic_config', config));
}

function canonicalFields(reader: ConfigReader): string {
  const [name] = initialConditions.entry(reader.text(0));
  if (initialConditions.isOwn(name)) return reader.rest(0);
  const inner = name === 'clamp' ? 3 : reader.length;
  const behind = Array.from({ length: inner - 1 }, (_, i) => reader.canonical(i + 1));
  if (inner < reader.length) behind.push(canonicalFields(reader.from(inner)));
  return [name, ...behind].join(';');
}

/** The generator, whose draws have the size of a state. */
export function guardGenerator(
  generator: InitialConditionGenerator,
  dims: number,
  numChannels: number,
  guard: Guard,
): InitialConditionGenerator {
  guard.check('the generator', generator, GENERATOR);
  guard.check("the generator's dims", generator.dims, oneOf(dims));
  guard.check("the generator's numChannels", generator.numChannels, oneOf(numChannels));
  return {
    ...{ dims, numChannels },
    generate(numPoints, key, options) {
      const state = guard.run(() => generator.generate(numPoints, key, options));
      const size = numChannels * sizeOf(spatialShape(dims, numPoints));
      guard.check('a draw', state, {
        allowed: `a Float64Array of ${size} numbers`,
        fits: () => DATA.fits(state) && state.length === size,
      });
      return state;
    },
  };
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
