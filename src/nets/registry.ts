/**
 * From a network's config string to a network: the architectures by name, and those that users
 * add. Names are taken in any case; the last field is the activation.
 */

import { ConfigReader } from '../config/config-reader.js';
import { ownEntry } from '../config/own-entry.js';
import { UserError, unknownName } from '../errors.js';
import { type Activation, getActivation } from './activations.js';
import type { Architecture } from './architecture.js';
import { convNet } from './conv-net.js';
import { fno } from './fno.js';
import { mlp } from './mlp.js';
import { type Network, type NetworkShape, sizeOf } from './network.js';
import { pure } from './pure.js';

/** The architectures by name (lower case). */
export const architectureDict: Record<string, Architecture> = {
  conv: convNet,
  mlp,
  pure,
  fno,
};

/** Architectures that users add (names in lower case); they go before those of the same name. */
export const archExtensions: Record<string, Architecture> = {};

/** Architectures of the original that are not there yet. */
const notYet = ['res', 'unet', 'dil', 'mores', 'mounet'];

function findArchitecture(reader: ConfigReader): Architecture {
  const name = reader.text(0).toLowerCase();
  const architecture = ownEntry(archExtensions, name) ?? ownEntry(architectureDict, name);
  if (architecture !== undefined) return architecture;
  if (notYet.includes(name)) {
    throw new UserError(
      `network '${reader.config}': the architecture '${reader.text(0)}' is not there yet; ` +
        `there are ${architectureNames().join(', ')}`,
    );
  }
  throw unknownName('network', reader.text(0), architectureNames());
}

/** The names of all architectures there are. */
export function architectureNames(): string[] {
  return [...new Set([...Object.keys(architectureDict), ...Object.keys(archExtensions)])];
}

/**
 * The network of a config string such as `Conv;34;10;relu` for states of this shape. Throws a
 * UserError for unknown names, a wrong number of fields and values out of range. `activationOf`
 * may know activations of its own.
 */
export function getNetwork(
  config: string,
  shape: NetworkShape,
  activationOf: (name: string) => Activation = getActivation,
): Network {
  const reader = new ConfigReader('network', config);
  const architecture = findArchitecture(reader);
  const names = ['architecture', ...architecture.fields];
  const bare = architecture.activationOptional === true && reader.length === names.length - 1;
  reader.expect(bare ? names.slice(0, -1) : names);
  const layer = architecture.build({
    shape,
    activation: activationOf(bare ? 'identity' : reader.text(names.length - 1)),
    count: (index, limits) => reader.count(index, limits),
  });
  return {
    ...layer,
    ...shape,
    config,
    parameterCount: layer.parameters.reduce((n, parameter) => n + sizeOf(parameter.shape), 0),
  };
}
