/**
 * From a network's config string to a network: the architectures by name, and those that users
 * add. Names are taken in any case; the last field is the activation.
 */

import type { Rule } from '../checks.js';
import { ConfigReader, Registry } from '../config/index.js';
import { UserError } from '../errors.js';
import { type Activation, activations, getActivation } from './activations.js';
import { conv } from './arch/conv-net.js';
import { dil } from './arch/dilated-res-net.js';
import { fnoConfig } from './arch/fno.js';
import { mlpConfig } from './arch/mlp.js';
import { pure } from './arch/pure-conv.js';
import { mores, res } from './arch/res-net.js';
import { mounet, unetConfig } from './arch/unet.js';
import type { Architecture, ArchitectureFunction } from './architecture.js';
import { guardedLayer } from './guarded.js';
import { countParameters, type Layer, type Network, type NetworkShape } from './network.js';

const ARCHITECTURE: Rule = {
  allowed: 'a function of the config string, or { meaning, fields: [{ name, default }], build }',
  fits(value) {
    if (typeof value === 'function') return true;
    const { meaning, fields, build } = (value ?? {}) as Partial<Architecture>;
    return (
      typeof meaning === 'string' &&
      Array.isArray(fields) &&
      fields.every((field) => typeof field?.name === 'string' && Number.isFinite(field.default)) &&
      typeof build === 'function'
    );
  },
};

/** The architectures by name. */
export const architectures = new Registry<Architecture | ArchitectureFunction>(
  'network',
  {
    conv,
    res,
    unet: unetConfig,
    dil,
    fno: fnoConfig,
    mlp: mlpConfig,
    pure,
    mores,
    mounet,
  },
  { door: 'archExtensions', about: 'net', entry: ARCHITECTURE },
);

/** A network's config string, read as far as it can be without a grid. */
export interface NetworkConfig {
  /** As it was registered. */
  readonly name: string;
  readonly reader: ConfigReader;
  /** The values of the fields between name and activation; of what reads its string itself none. */
  readonly values: readonly number[];
  /** The name of the activation: what stands in the last field. */
  readonly activation: string;
  /** Whether that may be something else, since the architecture reads its string by itself. */
  readonly isRaw: boolean;
}

/**
 * The fields of a config string, as many as its architecture has and within their limits; the last
 * is the activation. Throws a UserError.
 */
export function parseNetworkConfig(config: string): NetworkConfig {
  const reader = new ConfigReader('network', config);
  const [name, architecture] = reader.at(0, (text) => architectures.entry(text));
  if (typeof architecture === 'function') {
    return { name, reader, values: [], activation: reader.text(reader.length - 1), isRaw: true };
  }
  const { fields, activationOptional = false } = architecture;
  const names = ['architecture', ...fields.map((field) => field.name), 'activation'];
  reader.expect(names, activationOptional ? names.length - 1 : names.length);
  const values = fields.map(({ min = 1, max }, i) => reader.count(i + 1, { min, max }));
  const bare = reader.length < names.length;
  const activation = bare ? 'identity' : reader.text(names.length - 1);
  return { name, reader, values, activation, isRaw: false };
}

/**
 * The string of a network as one writes it, however it was spelled: what one reads by itself, as it
 * stands. Throws a UserError.
 */
export function canonicalNetwork(config: string): string {
  const { name, reader, values, activation, isRaw } = parseNetworkConfig(config);
  if (isRaw) return [name, ...fieldsOf(reader)].join(';');
  return [name, ...values, activations.entry(activation)[0]].join(';');
}

/**
 * The activation of a config that was read, where finding it throws `error`: to apply it throws, too,
 * where it need not be one. Throws a UserError that points at it where it must.
 */
export function withoutActivation({ reader, isRaw }: NetworkConfig, error: unknown): Activation {
  const pointing = reader.pointing(reader.length - 1, error);
  if (pointing instanceof UserError) pointing.key = 'net';
  if (!isRaw) throw pointing;
  return () => {
    throw pointing;
  };
}

/**
 * The network of a config that was read, for states of this shape. Throws a UserError for values
 * that do not fit it, and for more parameters than can be counted.
 */
export function buildNetwork(
  { name, reader, values }: NetworkConfig,
  shape: NetworkShape,
  activation: Activation,
): Network {
  const { config } = reader;
  const { numSpatialDims, numPoints, numChannels } = shape;
  const refuse = (field: number, message: string) => reader.error(field + 1, message);
  const layer = architectures.make<Layer>(
    name,
    config,
    (architecture) =>
      typeof architecture === 'function'
        ? architecture(config, numSpatialDims, numPoints, numChannels, activation)
        : architecture.build({ shape, activation, values, refuse }),
    (made, guard) => guardedLayer(made, numSpatialDims, guard),
  );
  const parameterCount = countParameters(layer);
  if (parameterCount > Number.MAX_SAFE_INTEGER) {
    const about = parameterCount.toExponential(1);
    throw new UserError(`network '${config}' would have 2^53 parameters or more, about ${about}`);
  }
  return { ...layer, ...shape, config, parameterCount };
}

/**
 * The network of a config string such as `Conv;34;10;relu` for states of this shape. Throws a
 * UserError for unknown names, a wrong number of fields and values out of range.
 */
export function getNetwork(config: string, shape: NetworkShape): Network {
  const parsed = parseNetworkConfig(config);
  return buildNetwork(parsed, shape, activationIn(parsed));
}

function activationIn(parsed: NetworkConfig): Activation {
  try {
    return getActivation(parsed.activation);
  } catch (error) {
    return withoutActivation(parsed, error);
  }
}

/**
 * Whether two config strings say the same network, however they are spelled. Throws a UserError
 * where one says none.
 */
export function sameNetwork(a: string, b: string): boolean {
  const [one, other] = [a, b].map(parseNetworkConfig) as [NetworkConfig, NetworkConfig];
  if (one.name !== other.name) return false;
  if (one.isRaw) return String(fieldsOf(one.reader)) === String(fieldsOf(other.reader));
  return String(one.values) === String(other.values) && sameActivation(one, other);
}

/** The fields behind the name, as they stand. */
const fieldsOf = (reader: ConfigReader): string[] =>
  Array.from({ length: reader.length - 1 }, (_, i) => reader.text(i + 1));

/** What users add makes a function of its own for each string. */
const sameActivation = (one: NetworkConfig, other: NetworkConfig): boolean =>
  one.activation === other.activation ||
  getActivation(one.activation) === getActivation(other.activation);
