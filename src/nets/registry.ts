/**
 * From a network's config string to a network: the architectures by name, and those that users
 * add. Names are taken in any case; the last field is the activation.
 */

import { ConfigReader, Registry } from '../config/index.js';
import { UserError } from '../errors.js';
import { type Activation, getActivation } from './activations.js';
import { conv } from './arch/conv-net.js';
import { dil } from './arch/dilated-res-net.js';
import { fnoConfig } from './arch/fno.js';
import { mlpConfig } from './arch/mlp.js';
import { pure } from './arch/pure-conv.js';
import { mores, res } from './arch/res-net.js';
import { mounet, unetConfig } from './arch/unet.js';
import type { Architecture } from './architecture.js';
import { countParameters, type Network, type NetworkShape } from './network.js';

/** The architectures by name. */
export const architectures = new Registry<Architecture>(
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
  {
    isOne: (value) => {
      const { meaning, fields, build } = (value ?? {}) as Partial<Architecture>;
      return (
        typeof meaning === 'string' &&
        Array.isArray(fields) &&
        fields.every(
          (field) => typeof field?.name === 'string' && Number.isFinite(field.default),
        ) &&
        typeof build === 'function'
      );
    },
  },
);

/** A network's config string, read as far as it can be without a grid. */
export interface NetworkConfig {
  readonly architecture: Architecture;
  readonly reader: ConfigReader;
  /** The values of the fields between name and activation. */
  readonly values: readonly number[];
  /** The name of the activation. */
  readonly activation: string;
}

/**
 * The fields of a config string, as many as its architecture has and within their limits; the last
 * is the activation. Throws a UserError.
 */
export function parseNetworkConfig(config: string): NetworkConfig {
  const reader = new ConfigReader('network', config);
  const architecture = reader.at(0, (name) => architectures.get(name));
  const { fields, activationOptional = false } = architecture;
  const names = ['architecture', ...fields.map(({ name }) => name), 'activation'];
  reader.expect(names, activationOptional ? names.length - 1 : names.length);
  const values = fields.map(({ min = 1, max }, i) => reader.count(i + 1, { min, max }));
  const bare = reader.length < names.length;
  const activation = bare ? 'identity' : reader.text(names.length - 1);
  return { architecture, reader, values, activation };
}

/**
 * The network of a config that was read, for states of this shape. Throws a UserError for values
 * that do not fit it, and for more parameters than can be counted.
 */
export function buildNetwork(
  { architecture, reader, values }: NetworkConfig,
  shape: NetworkShape,
  activation: Activation,
): Network {
  const layer = architecture.build({
    shape,
    activation,
    values,
    refuse: (field, message) => reader.error(field + 1, message),
  });
  const parameterCount = countParameters(layer);
  const { config } = reader;
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
  const { reader, activation } = parsed;
  const found = reader.at(reader.length - 1, () => getActivation(activation));
  return buildNetwork(parsed, shape, found);
}

/**
 * Whether two config strings say the same network, however they are spelled. Throws a UserError
 * where one says none.
 */
export function sameNetwork(a: string, b: string): boolean {
  const [one, other] = [a, b].map((config) => {
    const { architecture, values, activation } = parseNetworkConfig(config);
    return { architecture, values: String(values), activation: getActivation(activation) };
  });
  return (
    one.architecture === other.architecture &&
    one.values === other.values &&
    one.activation === other.activation
  );
}
