/**
 * Tasks: how an emulator is made of a network. `predict`: the network itself.
 */

import { Registry, withoutFields } from '../config/index.js';
import type { Stepper } from '../steppers/index.js';
import type { Emulator, EmulatorMaker } from '../training/index.js';

/**
 * From a network, and one step of the coarse solver where the task corrects it, to the emulator.
 */
export interface Task {
  /** Whether the emulator steps the scenario's coarse solver. */
  readonly needsCoarse?: boolean;
  emulator(network: Emulator, coarse?: Emulator): Emulator;
}

/** The tasks by name (the case counts, as in the original), each from its whole config string. */
export const tasks = new Registry<(config: string) => Task>(
  'task',
  { predict: withoutFields('task', { emulator: (network) => network }) },
  { exact: true, notYet: /^correct$/ },
);

/** The task of a string. Throws a UserError for what it does not know. */
export function parseTask(config: string): Task {
  return tasks.get(config.split(';')[0]!)(config);
}

/** What makes the emulator of a network, with the coarse solver where the task corrects one. */
export function emulatorMaker(task: Task, coarse: Stepper | null): EmulatorMaker {
  const advance: Emulator | undefined = coarse === null ? undefined : (u) => coarse.step(u);
  return (network) => task.emulator(network, advance);
}
