/** Optimisers by name, and `optim_config` strings: `adam;STEPS;SCHEDULE;…` (any case, `10_000`). */

import { ConfigReader, Registry } from '../config/index.js';
import { adam, adamw } from './adam.js';
import { lion } from './lion.js';
import type { Optimizer } from './optimizer.js';
import { type Schedule, schedules } from './schedules.js';
import { sgd } from './sgd.js';

/**
 * The optimisers by name: from the whole config string to a maker of one with a schedule. Those
 * that are built in have Optax's defaults.
 */
export const optimizers = new Registry<(config: string) => (schedule: Schedule) => Optimizer>(
  'optimizer',
  { adam: () => adam, adamw: () => adamw, lion: () => lion, sgd: () => sgd },
);

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
  const makeOptimizer = optimizers.get(fields.text(0));
  const numSteps = fields.count(1, { min: 1 });
  const schedule = schedules.get(fields.text(2))(fields.from(2), numSteps);
  return { optimizer: makeOptimizer(config)(schedule), schedule, numSteps };
}
