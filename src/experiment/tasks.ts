/**
 * Tasks: how an emulator is made of a network. `predict`: the network itself. `correct;MODE`: the
 * network corrects P, one step of the scenario's coarse solver (apebench `CorrectedStepper`).
 */

import { ConfigReader, Registry, withoutFields } from '../config/index.js';
import * as ops from '../graph/ops/index.js';
import type { ReceptiveField } from '../nets/index.js';
import type { Stepper } from '../steppers/index.js';
import type { Emulator } from '../training/index.js';

/**
 * From a network, and one step of the coarse solver where the task corrects it, to the emulator.
 */
export interface Task {
  /** Whether the emulator steps the scenario's coarse solver. */
  readonly needsCoarse?: boolean;
  emulator(network: Emulator, coarse?: Emulator): Emulator;
}

/** From the network to the emulator. */
export interface EmulatorMaker {
  (network: Emulator): Emulator;
  /** Whether it steps a coarse solver, whose transforms reach everywhere. */
  readonly stepsCoarse?: boolean;
}

/**
 * The modes of correction by name. The solver has no parameters that train; gradients pass through
 * it to the state that it is given.
 */
const modes: Readonly<Record<string, (network: Emulator, coarse: Emulator) => Emulator>> = {
  /** net(P(u)) */
  sequential: (network, coarse) => (u) => network(coarse(u)),
  /** P(u) + net(u) */
  parallel: (network, coarse) => (u) => ops.add(coarse(u), network(u)),
  /** v + net(v) with v = P(u) */
  sequential_with_bypass: (network, coarse) => (u) => {
    const v = coarse(u);
    return ops.add(v, network(v));
  },
};

/** The tasks by name (the case counts, as in the original), each from its whole config string. */
export const tasks = new Registry<(config: string) => Task>(
  'task',
  {
    predict: withoutFields('task', { emulator: (network) => network }),
    correct(config) {
      const fields = new ConfigReader('task', config);
      fields.expect(['task', 'mode']);
      const emulator = modes[fields.choice(1, Object.keys(modes))]!;
      return { needsCoarse: true, emulator: (network, coarse) => emulator(network, coarse!) };
    },
  },
  { exact: true },
);

/** The task of a string. Throws a UserError for what it does not know. */
export function parseTask(config: string): Task {
  return tasks.get(config.split(';')[0]!)(config);
}

/** What makes the emulator of a network, with the coarse solver where the task corrects one. */
export function emulatorMaker(task: Task, coarse: Stepper | null): EmulatorMaker {
  const advance: Emulator | undefined = coarse === null ? undefined : (u) => coarse.step(u);
  const make = (network: Emulator) => task.emulator(network, advance);
  return Object.assign(make, { stepsCoarse: coarse !== null });
}

/** The receptive field of the emulator made of a network: unlimited where a solver is stepped. */
export function emulatorReach(
  { stepsCoarse = false }: EmulatorMaker,
  field: ReceptiveField,
): ReceptiveField {
  return stepsCoarse ? field.map(() => [Infinity, Infinity] as const) : field;
}
