/** Optimisers by name, and `optim_config` strings: `adam;STEPS;SCHEDULE;…` (any case, `10_000`). */

import { ConfigReader, Registry } from '../config/index.js';
import { type AdamOptions, type AdamWOptions, adam, adamw } from './adam.js';
import { type LionOptions, lion } from './lion.js';
import type { Optimizer } from './optimizer.js';
import { type Schedule, schedules } from './schedules.js';
import { type SgdOptions, sgd } from './sgd.js';

/** From a whole config string to a maker of an optimiser; and what there is to say about it. */
export interface OptimizerType {
  (config: string): (schedule: Schedule) => Optimizer;
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

/** The optimisers by name, with Optax's defaults. */
export const optimizers = new Registry<OptimizerType>('optimizer', {
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
  const makeOptimizer = fields.at(0, (name) => optimizers.get(name));
  const numSteps = fields.count(1, { min: 1 });
  const makeSchedule = fields.at(2, (name) => schedules.get(name));
  const schedule = makeSchedule(fields.from(2), numSteps);
  return { optimizer: makeOptimizer(config)(schedule), schedule, numSteps };
}
