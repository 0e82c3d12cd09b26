/**
 * What looks at a run from outside while it trains: named values before certain updates.
 *
 * A callback has one value per seed at updates 0, k, 2k, … and none (null) at all others. The
 * network is the one before the update, as in the original. (The original's closures share one
 * `k`, that of the callback named last; here each keeps its own.)
 */

import type { NdArray } from '../../arrays.js';
import type { Backend } from '../../backends/index.js';
import { COUNT, check, type Rule, TEXT, textOf } from '../../checks.js';
import { DeviceLostError, PlaceError, StoppedError, UserError } from '../../errors.js';
import type { AuxEntry, Checkpoint } from '../checkpoint.js';
import type { Physics } from '../methodology.js';
import type { NeuralStepper } from '../neural-stepper.js';
import type { Trainable } from '../training-program.js';

/** What a callback may ask of the run. */
export interface CallbackContext {
  /** Updates made so far, which is the number of the one that comes. */
  readonly update: number;
  /** What is trained, as it is before the update. */
  readonly stepper: NeuralStepper<Trainable>;
  /** The physics that the run trains with. */
  readonly physics: Physics;
  /** The minibatch of this update, which each seed has of its own: the numbers of its windows. */
  readonly windows: readonly Int32Array[];
  /** Its states, one `[batch, time, ...state]` for each seed. */
  minibatch(): Promise<NdArray[]>;
  /** Where the run trains. */
  readonly backend: Backend;
}

/** A named value that is taken every so many updates. */
export interface TrainingCallback {
  /** Of the columns of what it gives. */
  readonly name: string;
  /** Updates from one call to the next. */
  readonly every: number;
  /** One value per seed. `params` are the arrays in leaf order, each with a leading seed axis. */
  value(
    params: readonly Float64Array[],
    numSeeds: number,
    context: CallbackContext,
  ): Promise<unknown[]> | unknown[];
}

export const CALLBACK: Rule = {
  allowed: '{ name, every, value }, every a whole number from 1 on, and value a function',
  fits(callback) {
    const { name, every, value } = (callback ?? {}) as Partial<TrainingCallback>;
    return typeof name === 'string' && COUNT.fits(every) && typeof value === 'function';
  },
};

/** A callback threw, or did not give a value for each seed. */
export class CallbackError extends UserError {
  /** The run as it was before the update: it can go on from here (`goOnFrom`). */
  checkpoint?: Checkpoint;
}

/** Throws a UserError for a name that is no text, and an `every` that is no whole number. */
export function checkEvery(name: string, every: number): void {
  check('the name of a callback', name, TEXT);
  check(`callback '${name}': every`, every, COUNT);
}

/** The first update after `update` at which some callback has a value, at most `end`. */
export function nextCall(
  callbacks: readonly TrainingCallback[],
  update: number,
  end: number,
): number {
  return callbacks.reduce(
    (next, { every }) => Math.min(next, (Math.floor(update / every) + 1) * every),
    end,
  );
}

/** Whether some callback has a value at `update`. */
export function isCalled(callbacks: readonly TrainingCallback[], update: number): boolean {
  return callbacks.some(({ every }) => update % every === 0);
}

/** The entries of all seeds before an update. Throws a CallbackError where one throws. */
export async function callAll(
  callbacks: readonly TrainingCallback[],
  params: readonly Float64Array[],
  numSeeds: number,
  context: CallbackContext,
): Promise<AuxEntry[]> {
  const entries = Array.from({ length: numSeeds }, (): AuxEntry => ({}));
  for (const callback of callbacks) {
    const called = context.update % callback.every === 0;
    const values = called ? await valuesOf(callback, params, numSeeds, context) : [];
    for (const [seed, entry] of entries.entries()) entry[callback.name] = values[seed] ?? null;
  }
  return entries;
}

/** What is no fault of a callback: the run was stopped, or its place went away or has no room. */
const NOT_OURS = [StoppedError, DeviceLostError, PlaceError];

/** Throws a UserError where it is not one value for each seed. */
export function checkValues(values: unknown[], numSeeds: number): unknown[] {
  if ((Array.isArray(values) || ArrayBuffer.isView(values)) && values.length === numSeeds) {
    return values;
  }
  throw new UserError(`it must give ${numSeeds} values, one for each seed, not ${textOf(values)}`);
}

async function valuesOf(
  callback: TrainingCallback,
  params: readonly Float64Array[],
  numSeeds: number,
  context: CallbackContext,
): Promise<unknown[]> {
  try {
    return checkValues(await callback.value(params, numSeeds, context), numSeeds);
  } catch (error) {
    if (NOT_OURS.some((kind) => error instanceof kind)) throw error;
    const { name } = callback;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the callback '${name}' failed before update ${context.update}: ${reason}`;
    throw new CallbackError(message, { cause: error });
  }
}
