/**
 * Learning-rate schedules: the rate as a function of the number of updates done so far (0 for the
 * first update), in float64. Constant, exponential decay, and linear warm-up followed by a cosine
 * (optax `constant_schedule`, `exponential_decay`, `warmup_cosine_decay_schedule`), as functions
 * and by name.
 */

import { check, checkOptions, FINITE, FLAG, FUNCTION, NOT_NEGATIVE, required } from '../checks.js';
import {
  type ConfigReader,
  type Declared,
  type Field,
  type FieldValues,
  type Guard,
  Registry,
  readFields,
} from '../config/index.js';
import { core } from '../core/index.js';
import { UserError } from '../errors.js';

/** The learning rate of update `count`, counted from 0. The core is loaded when it is asked. */
export type Schedule = (count: number) => number;

/** The same rate for all updates. Throws a UserError for what is no finite number. */
export function constantSchedule(value: number): Schedule {
  check('a learning rate', value, FINITE);
  return () => value;
}

/** For `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** The rate at the start. */
  readonly initValue: number;
  /** Updates in which the rate decays by `decayRate`. */
  readonly transitionSteps: number;
  /** What the rate is multiplied by in `transitionSteps`. */
  readonly decayRate: number;
  /** Decay only after each whole number of transitions; default false. */
  readonly staircase?: boolean;
}

/**
 * initValue · decayRate^(count / transitionSteps), the exponent cut to a whole number if
 * `staircase`. With transitionSteps of 0 or less, and with a decayRate of 0, it is initValue
 * throughout, as in Optax. Throws a UserError for options that can't be.
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions('exponentialDecay', options, {
    initValue: required(FINITE),
    transitionSteps: required(FINITE),
    decayRate: required(NOT_NEGATIVE),
    staircase: FLAG,
  });
  const { initValue, transitionSteps, decayRate, staircase = false } = options;
  if (transitionSteps <= 0 || decayRate === 0) return () => initValue;
  return (count) => {
    if (count <= 0) return initValue;
    const exponent = count / transitionSteps;
    return initValue * core().pow(decayRate, staircase ? Math.floor(exponent) : exponent);
  };
}

/** For `warmupCosineDecaySchedule`. */
export interface WarmupCosineDecayOptions {
  /** The rate at the start. */
  readonly initValue: number;
  /** The rate after the warm-up. */
  readonly peakValue: number;
  /** Updates until then. */
  readonly warmupSteps: number;
  /** Updates in all, the warm-up among them. */
  readonly decaySteps: number;
}

/**
 * From initValue to peakValue in a straight line over warmupSteps updates, then peakValue ·
 * (1 + cos(π · (count - warmupSteps) / (decaySteps - warmupSteps))) / 2, which is 0 from decaySteps
 * on. Throws a UserError for options that can't be, and if the warm-up leaves no update for the
 * decay.
 */
export function warmupCosineDecaySchedule(options: WarmupCosineDecayOptions): Schedule {
  checkOptions('warmupCosineDecaySchedule', options, {
    initValue: required(FINITE),
    peakValue: required(FINITE),
    warmupSteps: required(NOT_NEGATIVE),
    decaySteps: required(FINITE),
  });
  const { initValue, peakValue, warmupSteps, decaySteps } = options;
  const decay = decaySteps - warmupSteps;
  if (!(decay > 0)) {
    throw new UserError(
      `warmup_cosine: ${warmupSteps} warm-up steps leave none of the ${decaySteps} steps for the ` +
        'decay',
    );
  }
  return (count) => {
    if (count < warmupSteps) return (initValue - peakValue) * (1 - count / warmupSteps) + peakValue;
    const done = Math.min(count - warmupSteps, decay);
    return peakValue * (0.5 * (1 + core().cos((Math.PI * done) / decay)));
  };
}

/**
 * From the string of a schedule, its name and what stands behind it, and the number of updates to
 * the schedule; and what there is to say about it. `fields` reads its fields.
 */
export interface ScheduleMaker extends Declared {
  (config: string, numSteps: number, fields: ConfigReader): Schedule;
}

const field = (
  name: string,
  kind: Field['kind'],
  value: Field['default'],
  meaning: string,
  min?: number,
): Field => ({ name, kind, default: value, meaning, min, optional: false });

/** A schedule whose string is read as its fields declare. */
function declared(
  meaning: string,
  fields: readonly Field[],
  build: (values: FieldValues, numSteps: number, reader: ConfigReader) => Schedule,
): ScheduleMaker {
  const read = (_: string, numSteps: number, reader: ConfigReader) =>
    build(readFields(reader, 'schedule', fields), numSteps, reader);
  return Object.assign(read, { meaning, fields });
}

const builtIn: Readonly<Record<string, ScheduleMaker>> = {
  constant: declared(
    'the same learning rate for all updates',
    [field('learning rate', 'number', 1e-3, 'of each update')],
    ([[rate]]) => constantSchedule(rate!),
  ),
  // The original takes only the exact text `True` for a staircase; here any case.
  exp: declared(
    'a learning rate that decays exponentially',
    [
      field('initial rate', 'number', 1e-3, 'of the first update'),
      field('transition steps', 'count', 1000, 'updates in which it decays by the decay rate', 1),
      field('decay rate', 'number', 0.9, 'what it is multiplied by in these'),
      field('staircase', 'flag', false, 'decay only after each whole number of transitions'),
    ],
    ([[initValue, transitionSteps, decayRate], [staircase]], _, reader) =>
      reader.at(3, () =>
        exponentialDecay({
          initValue: initValue!,
          transitionSteps: transitionSteps!,
          decayRate: decayRate!,
          staircase,
        }),
      ),
  ),
  warmup_cosine: declared(
    'a learning rate that rises in a straight line, then falls to 0 as a cosine',
    [
      field('initial rate', 'number', 0, 'of the first update'),
      field('peak rate', 'number', 1e-3, 'at the end of the warm-up'),
      field('warm-up steps', 'count', 2000, 'updates in which it rises; less than there are', 0),
    ],
    ([[initValue, peakValue, warmupSteps]], decaySteps, reader) =>
      reader.at(3, () =>
        warmupCosineDecaySchedule({
          initValue: initValue!,
          peakValue: peakValue!,
          warmupSteps: warmupSteps!,
          decaySteps,
        }),
      ),
  ),
};

/** The schedules by name. */
export const schedules = new Registry<ScheduleMaker>('schedule', builtIn, {
  door: 'scheduleExtensions',
  about: 'optim_config',
});

/** The schedule that stands in a string from the field `at` on. Throws a UserError for none. */
export function readSchedule(fields: ConfigReader, at: number, numSteps: number): Schedule {
  const [name] = fields.at(at, (text) => schedules.entry(text));
  const [config, own] = [fields.rest(at), fields.from(at)];
  return schedules.make(name, config, (read) => read(config, numSteps, own), guarded);
}

/** The schedule, whose rates are numbers. */
function guarded(schedule: Schedule, guard: Guard): Schedule {
  guard.check('the schedule', schedule, FUNCTION);
  return (count) => {
    const rate = guard.run(() => schedule(count));
    guard.check(`the learning rate of update ${count}`, rate, FINITE);
    return rate;
  };
}
