/** What an optimiser is, and what the rules have in common. */

import { UserError } from '../errors.js';
import type { Tensor, Tracer } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { constantSchedule, type Schedule } from './schedules.js';

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

/** A learning rate, or one for each update. Throws a UserError for what is neither. */
export function scheduleOf(learningRate: number | Schedule): Schedule {
  if (typeof learningRate === 'function') return learningRate;
  return constantSchedule(learningRate);
}

/** Throws a UserError for a rate of decay that is not in [0, 1). */
export function checkDecays(decays: Record<string, number>): void {
  for (const [name, decay] of Object.entries(decays)) {
    if (decay >= 0 && decay < 1) continue;
    throw new UserError(`${name} must be a number from 0 to 1, less than 1, not ${decay}`);
  }
}

/** The values of a function of the number of updates done. */
export function tableOf(numSteps: number, value: (count: number) => number): Float64Array {
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
