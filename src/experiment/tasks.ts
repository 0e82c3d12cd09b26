/**
 * Tasks: how an emulator is made of a network. `predict`: the network itself. `correct;MODE`: the
 * network corrects P, one step of the scenario's coarse solver (apebench `CorrectedStepper`).
 */

import { check, checkFields, FLAG, FUNCTION, type Rule, TEXT } from '../checks.js';
import { ConfigReader, type Guard, Registry, withoutFields } from '../config/index.js';
import * as ops from '../graph/ops/index.js';
import type { ReceptiveField } from '../nets/index.js';
import type { Stepper } from '../steppers/index.js';
import type { Emulator, EmulatorMaker } from '../training/index.js';

/**
 * From a network, and one step of the coarse solver where the task corrects it, to the emulator.
 */
export interface Task {
  /** Whether the emulator steps the scenario's coarse solver. */
  readonly needsCoarse?: boolean;
  /** What makes a time step of a state, of the network and one step of the coarse solver. */
  emulator(network: Emulator, coarse?: Emulator): Emulator;
}

/** A field of a task's string, for who lists them or makes a form: one of some words. */
export interface TaskField {
  /** What it is called in lists and messages. */
  readonly name: string;
  /** A word among several. */
  readonly kind: 'choice';
  /** What it may be; the case counts. */
  readonly allowed: readonly string[];
  /** Its value in the example. */
  readonly default: string;
  /** What it stands for, in a few words. */
  readonly meaning: string;
  /** A choice cannot be left out. */
  readonly optional: false;
}

/** From the whole string of a task to the task; and what there is to say about it. */
export interface TaskType {
  (config: string): Task;
  /** What it is, in a few words. */
  readonly meaning?: string;
  /** The fields after the name. */
  readonly fields?: readonly TaskField[];
}

export interface TaskDescription {
  /** The name that it is registered under. */
  readonly name: string;
  readonly meaning: string;
  readonly fields: readonly TaskField[];
  /** A string of it. */
  readonly example: string;
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

const mode: TaskField = {
  name: 'mode',
  kind: 'choice',
  allowed: Object.keys(modes),
  default: 'sequential',
  meaning: 'net(P(u)), P(u) + net(u), or v + net(v) with v = P(u)',
  optional: false,
};

/** `correct;MODE` */
function correct(config: string): Task {
  const fields = new ConfigReader('task', config);
  fields.expect(['task', mode.name]);
  const emulator = modes[fields.choice(1, mode.allowed)]!;
  return { needsCoarse: true, emulator: (network, coarse) => emulator(network, coarse!) };
}

/** The tasks by name (the case counts, as in the original). */
export const tasks = new Registry<TaskType>(
  'task',
  {
    predict: Object.assign(withoutFields<Task>('task', { emulator: (network) => network }), {
      meaning: 'the network steps by itself: net(u)',
    }),
    correct: Object.assign(correct, {
      meaning: "the network corrects P, a step of the scenario's coarse solver",
      fields: [mode],
    }),
  },
  { exact: true, door: 'taskExtensions', about: 'task' },
);

/** What there is to say about a task. Throws a UserError where there is none. */
export function describeTask(name: string): TaskDescription {
  const { meaning = '', fields = [] } = tasks.get(name);
  return { name, meaning, fields, example: [name, ...fields.map((f) => f.default)].join(';') };
}

/** The task of a string. Throws a UserError for what it does not know. */
export function parseTask(config: string): Task {
  check('the task', config, TEXT);
  const trimmed = config.trim();
  return tasks.make(trimmed.split(';')[0]!.trim(), trimmed, (make) => make(trimmed), guarded);
}

/** The string of a task as one writes it. Throws a UserError for what there is not. */
export function canonicalTask(config: string): string {
  const [name, ...fields] = config.split(';').map((field) => field.trim());
  return tasks.isOwn(name!) ? config.trim() : [name, ...fields].join(';');
}

const TASK: Rule = {
  allowed: '{ emulator }, and needsCoarse where it steps the coarse solver',
  fits: (value) => FUNCTION.fits((value as Task | null)?.emulator),
};

/** The task, whose emulator keeps the shape of states. */
function guarded(task: Task, guard: Guard): Task {
  guard.check('the task', task, TASK);
  guard.run(() => checkFields('the task', task, { needsCoarse: FLAG }));
  return {
    needsCoarse: task.needsCoarse,
    emulator(network, coarse) {
      const emulator = guard.run(() => task.emulator(network, coarse));
      return guard.keepingShape('the emulator', emulator);
    },
  };
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
