/** Optimisers by name, and `optim_config` strings: `adam;STEPS;SCHEDULE;…` (any case, `10_000`). */

import { DATA, FUNCTION, isPromise, PLAIN, type Rule, TEXTS } from '../checks.js';
import { ConfigReader, type Guard, Registry } from '../config/index.js';
import { type AdamOptions, type AdamWOptions, adam, adamw } from './adam.js';
import { type LionOptions, lion } from './lion.js';
import { OPTIMIZER, type Optimizer } from './optimizer.js';
import { readSchedule, type Schedule, schedules } from './schedules.js';
import { type SgdOptions, sgd } from './sgd.js';

/** An optimiser that was read, for its schedule. */
export type OptimizerMaker = (schedule: Schedule) => Optimizer;

/** From a whole config string to a maker of an optimiser; and what there is to say about it. */
export interface OptimizerType {
  (config: string): OptimizerMaker;
  /** What it is, in a few words. */
  readonly meaning?: string;
  /** What it has beside the learning rate, which config strings do not set. */
  readonly options?: Readonly<Record<string, number | boolean | null>>;
}

/** The optimiser of a function, with these values of its options; `null` is none. */
function declared<Options>(
  meaning: string,
  make: (schedule: Schedule, options: Options) => Optimizer,
  options: { readonly [Name in keyof Options]-?: Options[Name] | null },
): OptimizerType {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  const entry = () => (schedule: Schedule) => make(schedule, Object.fromEntries(given) as Options);
  return Object.assign(entry, { meaning, options: options as OptimizerType['options'] });
}

/** With Optax's defaults. */
const builtIn: Readonly<Record<string, OptimizerType>> = {
  adam: declared<AdamOptions>('mean gradient over its root mean square', adam, {
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
  }),
  adamw: declared<AdamWOptions>('as adam, with weights that decay', adamw, {
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    weightDecay: 1e-4,
  }),
  lion: declared<LionOptions>('sign of the momentum, with weights that decay', lion, {
    b1: 0.9,
    b2: 0.99,
    weightDecay: 1e-3,
  }),
  sgd: declared<SgdOptions>('the gradient, or with momentum its sum', sgd, {
    momentum: null,
    nesterov: false,
  }),
};

/** The optimisers by name. */
export const optimizers = new Registry<OptimizerType>('optimizer', builtIn, {
  door: 'optimizerExtensions',
  about: 'optim_config',
});

/** What there is to say about an optimiser. Throws a UserError where there is none. */
export function describeOptimizer(name: string) {
  const { meaning = '', options = {} } = optimizers.get(name);
  return { name, meaning, options, example: `${name};10_000;constant;1e-3` };
}

/** What an `optim_config` says. */
export interface OptimConfig {
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly numSteps: number;
}

/** Reads `NAME;STEPS;SCHEDULE;…`. Throws a UserError for what it does not know. */
export function parseOptimConfig(config: string): OptimConfig {
  const fields = new ConfigReader('optim_config', config);
  fields.expectAtLeast(['optimizer', 'number of steps', 'schedule']);
  const [name] = fields.at(0, (text) => optimizers.entry(text));
  const numSteps = fields.count(1, { min: 1 });
  const schedule = readSchedule(fields, 2, numSteps);
  const make = optimizers.make(name, config, (read) => read(config), guarded);
  return { optimizer: make(schedule), schedule, numSteps };
}

/** Such a string as one writes it, however it was spelled. Throws a UserError. */
export function canonicalOptimConfig(config: string): string {
  const reader = new ConfigReader('optim_config', config);
  const name = optimizers.entry(reader.text(0))[0];
  const schedule = schedules.entry(reader.text(2))[0];
  if (optimizers.isOwn(name) || schedules.isOwn(schedule)) return reader.config;
  const behind = Array.from({ length: reader.length - 3 }, (_, i) => reader.canonical(i + 3));
  return [name, reader.canonical(1), schedule, ...behind].join(';');
}

function guarded(make: OptimizerMaker, guard: Guard): OptimizerMaker {
  guard.check('what it gives', make, FUNCTION);
  return (schedule) =>
    guardedOptimizer(
      guard.run(() => make(schedule)),
      guard,
    );
}

/** What is added to a program later comes too late. */
const NOTHING: Rule = { allowed: 'nothing', fits: (value) => !isPromise(value) };

/** The optimiser, whose tables have a number for each update. */
function guardedOptimizer(optimizer: Optimizer, guard: Guard): Optimizer {
  guard.check('the optimiser', optimizer, OPTIMIZER);
  return {
    tables(numSteps) {
      const tables = guard.run(() => optimizer.tables(numSteps));
      guard.check('what its tables() gives', tables, {
        allowed: `an object of Float64Arrays of ${numSteps} numbers`,
        fits: () =>
          PLAIN.fits(tables) &&
          Object.values(tables).every((table) => DATA.fits(table) && table.length === numSteps),
      });
      return tables;
    },
    stateNames(parameter) {
      const names = guard.run(() => optimizer.stateNames(parameter));
      guard.check('what its stateNames() gives', names, TEXTS);
      return names;
    },
    update(...given) {
      const nothing: unknown = guard.run(() => optimizer.update(...given));
      guard.check('what its update() gives', nothing, NOTHING);
    },
  };
}
