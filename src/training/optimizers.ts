/**
 * Optimisers, and `optim_config` strings: `adam;STEPS;SCHEDULE;…` (any case, `10_000` allowed).
 *
 * What varies from step to step — learning rate, bias corrections — is a table made here in
 * float64 and rounded once when it is uploaded; no kernel evaluates a power.
 */

import { ConfigReader, Registry } from '../config/index.js';
import { core } from '../core/index.js';
import type { Tensor, Tracer } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { type Schedule, schedules } from './schedules.js';

/** A parameter in a training program, and the name of its state. */
export interface TrainedParameter {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface Optimizer {
  /** The values of each per-step scalar, by its name in the program. */
  tables(numSteps: number): Record<string, Float64Array>;
  /** The names of the states it keeps beside a parameter of this name; they start at zero. */
  stateNames(parameter: string): string[];
  /** Adds one update to the program: assigns the parameters and its own states. */
  update(t: Tracer, parameters: readonly TrainedParameter[], gradients: readonly Tensor[]): void;
}

/** Adam's decay rates; eps is 1e-8, added outside the root (optax.adam). */
const B1 = 0.9;
const B2 = 0.999;
const EPS = 1e-8;

/**
 * Adam (Kingma & Ba 2015, algorithm 1) with the rate of a schedule. Its bias corrections are
 * c1 = 1 / (1 - b1^t) and c2 = 1 / (1 - b2^t) with t from 1 on, the powers by the core's own `pow`.
 */
export function adam(schedule: Schedule): Optimizer {
  const moments = (parameter: string) => [`adam.m.${parameter}`, `adam.v.${parameter}`];
  return {
    tables(numSteps) {
      const table = (value: (count: number) => number) =>
        Float64Array.from({ length: numSteps }, (_, count) => value(count));
      return {
        'adam.lr': table(schedule),
        'adam.c1': table((count) => 1 / (1 - core().pow(B1, count + 1))),
        'adam.c2': table((count) => 1 / (1 - core().pow(B2, count + 1))),
      };
    },
    stateNames: moments,
    update(t, parameters, gradients) {
      const lr = t.perStep('adam.lr', [1]);
      const c1 = t.perStep('adam.c1', [1]);
      const c2 = t.perStep('adam.c2', [1]);
      for (const [i, { name, tensor }] of parameters.entries()) {
        const [m, v] = moments(name).map((moment) => t.state(moment, tensor.shape));
        const attributes = { b1: B1, b2: B2, eps: EPS };
        const next = ops.adam(tensor, gradients[i], m, v, lr, c1, c2, attributes);
        for (const [j, state] of [tensor, m, v].entries()) t.assign(state, next[j]);
      }
    },
  };
}

/** The optimisers by name: from the whole config string to a maker of one with a schedule. */
export const optimizers = new Registry<(config: string) => (schedule: Schedule) => Optimizer>(
  'optimizer',
  { adam: () => adam },
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
