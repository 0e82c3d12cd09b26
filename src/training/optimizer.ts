/** What an optimiser is, and what the rules have in common. */

import { check, FINITE, NOT_NEGATIVE, type Rule, requireMemory } from '../checks.js';
import type { Tensor, Tracer } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { constantSchedule, type Schedule } from './schedules.js';

/** A parameter in a training program, and the name of its state. */
export interface TrainedParameter {
  /** By which weight files know it. */
  readonly name: string;
  /** The parameter in the traced program. */
  readonly tensor: Tensor;
}

/** What makes updates of gradients. */
export interface Optimizer {
  /** The values of each per-step scalar, by its name in the program. */
  tables(numSteps: number): Record<string, Float64Array>;
  /** The names of the states it keeps beside a parameter of this name; they start at zero. */
  stateNames(parameter: string): string[];
  /** Adds one update to the program: assigns the parameters and its own states. */
  update(t: Tracer, parameters: readonly TrainedParameter[], gradients: readonly Tensor[]): void;
}

const RATE: Rule = {
  allowed: 'a finite number or a function of the number of updates done',
  fits: (value) => typeof value === 'function' || Number.isFinite(value),
};

/**
 * A learning rate, or one for each update. Throws a UserError for what is neither, and when it gives
 * no finite number.
 */
export function scheduleOf(learningRate: number | Schedule): Schedule {
  check('a learning rate', learningRate, RATE);
  if (typeof learningRate !== 'function') return constantSchedule(learningRate);
  return (count) => {
    const rate = learningRate(count);
    check(`the learning rate of update ${count}`, rate, FINITE);
    return rate;
  };
}

/** Of the rate at which an average decays. */
export const DECAY: Rule = {
  allowed: 'a number from 0 to 1, less than 1',
  fits: (value) => NOT_NEGATIVE.fits(value) && (value as number) < 1,
};

export const OPTIMIZER: Rule = {
  allowed: 'an optimiser, as adam(1e-3) makes one',
  fits(value) {
    const { tables, stateNames, update } = (value ?? {}) as Partial<Optimizer>;
    return [tables, stateNames, update].every((part) => typeof part === 'function');
  },
};

/** The values of a function of the number of updates done. */
export function tableOf(numSteps: number, value: (count: number) => number): Float64Array {
  requireMemory('a rate for each update', [numSteps]);
  return Float64Array.from({ length: numSteps }, (_, count) => value(count));
}

/** The per-step scalar of this name, for tensors of each rank. */
export function perStepScalar(t: Tracer, name: string): (rank: number) => Tensor {
  const scalar = t.perStep(name, [1]);
  return (rank) => ops.reshape(scalar, Array<number>(rank).fill(1));
}

/** p - rate · direction */
export function descend(p: Tensor, rate: Tensor, direction: Tensor): Tensor {
  return ops.sub(p, ops.mul(rate, direction));
}

/** The smallest number that float32 has all digits of. */
const SMALLEST_NORMAL = 1.1754943508222875e-38;

/**
 * A decaying average, 0 where it is no larger than that: smaller numbers would be slow, and would
 * never get to 0 by decaying.
 */
export function flushed(average: Tensor): Tensor {
  const excess = ops.addScalar(ops.abs(average), -SMALLEST_NORMAL);
  return ops.mul(average, ops.sign(ops.relu(excess)));
}
