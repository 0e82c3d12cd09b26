/**
 * Tasks: how an emulator is made of a network. `predict`: the network itself.
 * `correct;MODE`, the correction of a coarse solver, is refused as not there yet.
 */

import { UserError, unknownName } from '../errors.js';
import type { Emulator } from '../training/index.js';

/** From the network to the emulator. */
export type Task = (network: Emulator) => Emulator;

/** The task of a string (case-sensitive, as in the original). */
export function parseTask(config: string): Task {
  const [name] = config.split(';');
  if (config === 'predict') return (network) => network;
  if (name === 'correct') {
    throw new UserError(`task '${config}': correction is not there yet; there is predict`);
  }
  throw unknownName('task', config, ['predict']);
}
