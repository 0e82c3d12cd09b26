/**
 * Learning-rate schedules: the rate as a function of the number of updates done so far (0 for the
 * first update), in float64. Constant, exponential decay, and linear warm-up followed by a cosine
 * (optax `constant_schedule`, `exponential_decay`, `warmup_cosine_decay_schedule`).
 */

import { type ConfigReader, Registry } from '../config/index.js';
import { core } from '../core/index.js';
import { UserError } from '../errors.js';

/** The learning rate of update `count`, counted from 0. */
export type Schedule = (count: number) => number;

/**
 * Makes a schedule from the fields after the optimiser's name and the number of steps (field 0 is
 * the schedule's own name).
 */
export type ScheduleMaker = (fields: ConfigReader, numSteps: number) => Schedule;

/** `constant;LR` */
function constant(fields: ConfigReader): Schedule {
  fields.expect(['schedule', 'learning rate']);
  const rate = fields.number(1);
  return () => rate;
}

/**
 * `exp;INIT;TRANSITION_STEPS;RATE;STAIRCASE`: init · rate^(count / transition), the exponent cut to
 * a whole number if STAIRCASE. (The original takes only the exact text `True`; here any case.)
 */
function exponential(fields: ConfigReader): Schedule {
  fields.expect(['schedule', 'initial rate', 'transition steps', 'decay rate', 'staircase']);
  const init = fields.number(1);
  const transition = fields.count(2, { min: 1 });
  const rate = fields.number(3);
  const staircase = fields.boolean(4);
  return (count) => {
    if (count <= 0 || rate === 0) return init;
    const exponent = count / transition;
    return init * core().pow(rate, staircase ? Math.floor(exponent) : exponent);
  };
}

/**
 * `warmup_cosine;INIT;PEAK;WARMUP`: from INIT to PEAK in a straight line over WARMUP updates, then
 * PEAK · (1 + cos(π · (count - WARMUP) / (numSteps - WARMUP))) / 2, which is 0 from numSteps on.
 */
function warmupCosine(fields: ConfigReader, numSteps: number): Schedule {
  fields.expect(['schedule', 'initial rate', 'peak rate', 'warm-up steps']);
  const init = fields.number(1);
  const peak = fields.number(2);
  const warmup = fields.count(3, { min: 0 });
  const decay = numSteps - warmup;
  if (decay <= 0) {
    throw new UserError(
      `warmup_cosine: ${warmup} warm-up steps leave none of the ${numSteps} steps for the decay`,
    );
  }
  return (count) => {
    if (count < warmup) return (init - peak) * (1 - count / warmup) + peak;
    const done = Math.min(count - warmup, decay);
    return peak * (0.5 * (1 + core().cos((Math.PI * done) / decay)));
  };
}

/** The schedules by name. */
export const schedules = new Registry<ScheduleMaker>('schedule', {
  constant,
  exp: exponential,
  warmup_cosine: warmupCosine,
});
