/**
 * From a network's config string to a network: the architectures by name, and those that users
 * add. Names are taken in any case; the last field is the activation.
 */

import { sizeOf } from '../arrays.js';
import { ConfigReader, Registry } from '../config/index.js';
import { type Activation, getActivation } from './activations.js';
import type { Architecture } from './architecture.js';
import { convNet } from './conv-net.js';
import { fno } from './fno.js';
import { mlp } from './mlp.js';
import type { Network, NetworkShape } from './network.js';
import { pure } from './pure.js';

/** The architectures by name. */
export const architectures = new Registry<Architecture>(
  'network',
  { conv: convNet, mlp, pure, fno },
  {
    notYet: /^(res|unet|dil|mores|mounet)$/,
    isOne: (value) => {
      const { fields, build } = (value ?? {}) as Partial<Architecture>;
      return Array.isArray(fields) && typeof build === 'function';
    },
  },
);

/** A network's config string, read as far as it can be without a grid. */
export interface NetworkConfig {
  readonly architecture: Architecture;
  readonly fields: ConfigReader;
  /** The name of the activation. */
  readonly activation: string;
}

/** The fields of a config string, as many as its architecture has; the last is the activation. */
export function parseNetworkConfig(config: string): NetworkConfig {
  const fields = new ConfigReader('network', config);
  const architecture = architectures.get(fields.text(0));
  const names = ['architecture', ...architecture.fields];
  const bare = architecture.activationOptional === true && fields.length === names.length - 1;
  fields.expect(bare ? names.slice(0, -1) : names);
  const activation = bare ? 'identity' : fields.text(names.length - 1);
  return { architecture, fields, activation };
}

/** The network of a config that was read, for states of this shape. */
export function buildNetwork(
  { architecture, fields }: NetworkConfig,
  shape: NetworkShape,
  activation: Activation,
): Network {
  const layer = architecture.build({
    shape,
    activation,
    count: (index, limits) => fields.count(index, limits),
  });
  return {
    ...layer,
    ...shape,
    config: fields.config,
    parameterCount: layer.parameters.reduce((n, parameter) => n + sizeOf(parameter.shape), 0),
  };
}

/**
 * The network of a config string such as `Conv;34;10;relu` for states of this shape. Throws a
 * UserError for unknown names, a wrong number of fields and values out of range.
 */
export function getNetwork(config: string, shape: NetworkShape): Network {
  const parsed = parseNetworkConfig(config);
  return buildNetwork(parsed, shape, getActivation(parsed.activation));
}
