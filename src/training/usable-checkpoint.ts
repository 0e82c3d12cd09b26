/** Whether a run can go on from a checkpoint: a sink may have kept it badly, or someone changed it. */

import {
  COUNT,
  FINITE,
  NOT_NEGATIVE,
  PLAIN,
  type Rule,
  TEXT,
  textOf,
  wholeFrom,
} from '../checks.js';
import { clipped } from '../errors.js';
import { isCalled, type TrainingCallback } from './callbacks/index.js';
import type { Checkpoint, CheckpointSink } from './checkpoint.js';
import type { StateDigest, StateDigests } from './state-digests.js';

/** What a run keeps. */
export interface KeptOfRun {
  /** The number of values of each state, by its name. */
  readonly states: ReadonlyMap<string, number>;
  readonly numSeeds: number;
  readonly numSteps: number;
  /** The number of losses of a seed. */
  readonly numLosses: number;
  readonly callbacks: readonly TrainingCallback[];
}

const whole = wholeFrom(0);

const listOf = (allowed: string, fits: (item: never) => boolean): Rule => ({
  allowed: `a list of ${allowed}`,
  fits: (value) => Array.isArray(value) && value.every(fits as (item: unknown) => boolean),
});

const STATES: Rule = {
  allowed: 'an object of Float64Arrays',
  fits: (value) => PLAIN.fits(value) && Object.values(value as object).every(isNumbers),
};

/** Of what a run has taken of its states. */
export const DIGESTS: Rule = {
  allowed: 'the digests of states, { every, digests }, in the order of updates',
  fits: areDigests,
};

function areDigests(value: unknown): boolean {
  const { every, digests } = (value ?? {}) as Partial<StateDigests>;
  if (!PLAIN.fits(value) || !COUNT.fits(every) || !Array.isArray(digests)) return false;
  return (digests as readonly unknown[]).every((digest, i) => {
    if (!PLAIN.fits(digest)) return false;
    const { update, sha256, states } = digest as StateDigest;
    const before = i === 0 ? -1 : (digests[i - 1] as StateDigest).update;
    const isInOrder = whole.fits(update) && update > before;
    const isDigest = typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
    return isInOrder && isDigest && (states === undefined || STATES.fits(states));
  });
}

const isNumbers = (value: unknown) => Object.prototype.toString.call(value) === NUMBERS_TAG;
const NUMBERS_TAG = Object.prototype.toString.call(new Float64Array(0));

const PARTS: Readonly<Record<keyof Checkpoint, Rule>> = {
  configuration: TEXT,
  run: {
    allowed: 'an object of texts',
    fits: (value) => PLAIN.fits(value) && Object.values(value as object).every(TEXT.fits),
  },
  update: whole,
  states: STATES,
  losses: listOf('Float64Arrays', isNumbers),
  divergedAt: listOf('updates or nulls', (at) => at === null || whole.fits(at)),
  aux: listOf(
    'updates with what was returned',
    (item: unknown[]) =>
      Array.isArray(item) &&
      whole.fits(item[0]) &&
      Array.isArray(item[1]) &&
      item[1].every(PLAIN.fits),
  ),
  seconds: NOT_NEGATIVE,
  digests: {
    allowed: `${DIGESTS.allowed}, or missing`,
    fits: (value) => value === undefined || DIGESTS.fits(value),
  },
  stays: {
    allowed: 'a list of backends, or missing',
    fits: (value) =>
      value === undefined ||
      (Array.isArray(value) &&
        value.every(
          (stay) =>
            PLAIN.fits(stay) &&
            FINITE.fits(stay.update) &&
            TEXT.fits(stay.on) &&
            (stay.why === null || TEXT.fits(stay.why)),
        )),
  },
};

/** The checkpoint that a run of this sink's configuration can go on from. */
export async function usableCheckpoint(
  sink?: CheckpointSink,
  run?: KeptOfRun,
): Promise<Checkpoint | null> {
  const checkpoint = (await sink?.load()) ?? null;
  if (checkpoint === null) return null;
  let fault = checkpointFault(checkpoint);
  if (fault === null) {
    if (checkpoint.configuration !== sink?.configuration) return null;
    if (run !== undefined) fault = faultFor(checkpoint, run);
  }
  if (fault === null) return checkpoint;
  await sink?.setAside?.(fault);
  return null;
}

/** In one line, why no run can go on from a checkpoint; or null. */
export function checkpointFault(checkpoint: unknown): string | null {
  if (!PLAIN.fits(checkpoint)) return `it must be an object, not ${textOf(checkpoint)}`;
  for (const [name, { allowed, fits }] of Object.entries(PARTS)) {
    const value = (checkpoint as Readonly<Record<string, unknown>>)[name];
    if (!fits(value)) return `its ${name} must be ${allowed}, not ${textOf(value)}`;
  }
  return null;
}

function faultFor(checkpoint: Checkpoint, run: KeptOfRun): string | null {
  const { update, states, losses, divergedAt, aux } = checkpoint;
  const { numSeeds, numSteps, numLosses, callbacks } = run;
  if (update > numSteps) return `it is of update ${update} of ${numSteps}`;
  for (const [name, size] of run.states) {
    if (!Object.hasOwn(states, name)) return `it lacks the state ${name}`;
    const { length } = states[name];
    if (length !== size) return `its state ${name} has ${length} values, not ${size}`;
  }
  const other = Object.keys(states).find((name) => !run.states.has(name));
  if (other !== undefined) return `it holds a state '${clipped(other)}' that the run has not`;
  if (losses.length !== numSeeds || losses.some(({ length }) => length !== numLosses)) {
    return `its losses are not ${numLosses} for each of ${numSeeds} seeds`;
  }
  if (divergedAt.length !== numSeeds || divergedAt.some((at) => at !== null && at >= update)) {
    return `its divergedAt is not an update made, or null, for each of ${numSeeds} seeds`;
  }
  if ((checkpoint.digests?.digests.at(-1)?.update ?? 0) > update) {
    return 'its digests are of updates that it has not made';
  }
  const isInOrder = aux.every(
    ([at, entries], i) =>
      entries.length === numSeeds && at <= update && at > (aux[i - 1]?.[0] ?? -1),
  );
  if (!isInOrder) return `its aux is not in order, or not of ${numSeeds} seeds`;
  const names = JSON.stringify([...new Set(callbacks.map(({ name }) => name))].sort());
  const isOfCallbacks = ([at, entries]: Checkpoint['aux'][number]) =>
    isCalled(callbacks, at) &&
    entries.every((entry) => JSON.stringify(Object.keys(entry).sort()) === names);
  return aux.every(isOfCallbacks) ? null : "its aux is not what the run's callbacks have returned";
}
