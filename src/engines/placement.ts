/**
 * Which experiment starts next on a machine, and on how many threads.
 *
 * Side by side on one thread each, experiments never wait for another's threads; but the last ones
 * leave cores without work. Threads inside one experiment leave none, and cost some microseconds
 * with every update: much for small networks, little for large ones. Which of both is faster for
 * what is left is found by going through it, with times from measurements. No number depends on it.
 */

import type { Need } from './need.js';

/**
 * Measured on two cores that others used too, in short runs (the fastest of six each, 1D networks
 * from `Pure;3` to `Conv;34;10;relu`, one in 2D): seconds that every update takes, operations a
 * second, and seconds of an update for each further thread.
 */
const UPDATE_SECONDS = 12e-6;
const FLOP_PER_SECOND = 30e9;
const SECONDS_PER_THREAD = 100e-6;

/**
 * Two large experiments on one thread each, against one after the other on two threads: 0.93 to
 * 1.26 times as many updates a second, 1.08 in the mean of twelve.
 */
const COST_OF_SHARING = 1.08;

/** Seconds of an experiment on so many threads, on the machine of the measurements. */
export function plannedSeconds({ flopPerUpdate, numUpdates }: Need, threads = 1): number {
  const sharing = threads > 1 ? COST_OF_SHARING : 1;
  const computing = (flopPerUpdate / FLOP_PER_SECOND) * (sharing / threads);
  return numUpdates * (UPDATE_SECONDS + computing + (threads - 1) * SECONDS_PER_THREAD);
}

/** What there is to share. */
export interface Resources {
  readonly cores: number;
  /** Memory in bytes. */
  readonly bytes: number;
  /** At most so many experiments at once. */
  readonly most: number;
  /** So many threads for every experiment, in place of those that are found best. */
  readonly threads?: number;
}

export interface Pending {
  readonly need: Need;
  /** On one thread, as far as it is known. */
  readonly seconds: number;
  /** It runs with nothing beside it. */
  readonly alone?: boolean;
}

export interface Running {
  readonly need: Need;
  readonly threads: number;
  readonly alone?: boolean;
  /** That are left. */
  readonly seconds: number;
}

/** Numbers of threads that are tried: powers of two, and all cores. */
function choices({ cores, threads }: Resources): number[] {
  if (threads !== undefined) return [threads];
  const powers: number[] = [];
  for (let count = 1; count < cores; count *= 2) powers.push(count);
  return [...powers, cores];
}

/** The number of threads, at most so many, on which an experiment is over first. */
function threadsFor(need: Need, most: number, resources: Resources): number {
  if (resources.threads !== undefined) return resources.threads;
  if (need.gpu) return 1;
  let best = 1;
  for (const threads of choices(resources)) {
    if (threads > most) break;
    if (plannedSeconds(need, threads) < plannedSeconds(need, best)) best = threads;
  }
  return best;
}

/** Seconds on so many threads of what takes `seconds` on one. */
const onThreads = ({ need, seconds }: Pending, threads: number): number =>
  need.gpu ? seconds : (seconds * plannedSeconds(need, threads)) / plannedSeconds(need);

interface Start {
  /** Which of those that wait. */
  readonly index: number;
  readonly threads: number;
}

/**
 * The first of those that wait that can start beside those that run, on at most `most` threads. One
 * that has no memory, or no GPU, lets others go before it; one that has no cores does not.
 */
function firstToStart(
  pending: readonly Pending[],
  running: readonly Running[],
  most: number,
  resources: Resources,
): Start | undefined {
  if (running.length >= resources.most || running.some(({ alone }) => alone)) return undefined;
  let [cores, bytes, gpu] = [resources.cores, resources.bytes, true];
  for (const { need, threads } of running) {
    cores -= threads;
    bytes -= need.bytes;
    gpu &&= !need.gpu;
  }
  for (const [index, { need, alone }] of pending.entries()) {
    const threads = threadsFor(need, most, resources);
    // One by itself may have all there is, and more: then it is for it to say that it has no room.
    if (running.length === 0) return { index, threads };
    if (alone) continue;
    if (threads > cores) return undefined;
    if (need.bytes <= bytes && (gpu || !need.gpu)) return { index, threads };
  }
  return undefined;
}

/** Seconds until all is done, if each of those that wait has at most `most` threads. */
function secondsWith(
  waiting: readonly Pending[],
  at: readonly Running[],
  most: number,
  resources: Resources,
): number {
  const pending = [...waiting];
  let running = [...at];
  let now = 0;
  for (;;) {
    const start = firstToStart(pending, running, most, resources);
    if (start !== undefined) {
      const [one] = pending.splice(start.index, 1);
      const { threads } = start;
      running.push({ ...one!, threads, seconds: onThreads(one!, threads) });
      continue;
    }
    if (running.length === 0) return now;
    const step = Math.min(...running.map(({ seconds }) => seconds));
    now += step;
    running = running.flatMap((one) =>
      one.seconds > step ? [{ ...one, seconds: one.seconds - step }] : [],
    );
  }
}

/** Of so many times as many as there are cores, one thread each leaves next to nothing idle. */
const MANY = 8;

const areMany = (pending: readonly Pending[], { cores }: Resources): boolean =>
  pending.length > MANY * cores;

/** How many threads each may have for all to be done first, and when that is. */
function quickest(
  pending: readonly Pending[],
  running: readonly Running[],
  resources: Resources,
): { most: number; seconds: number } {
  let best = { most: 1, seconds: Number.POSITIVE_INFINITY };
  for (const most of choices(resources)) {
    const seconds = secondsWith(pending, running, most, resources);
    if (seconds < best.seconds) best = { most, seconds };
  }
  return best;
}

/**
 * The experiment to start now, and its threads; undefined where it is better, or necessary, to wait
 * until one of those that run is done. Those that wait are to come with the longest first.
 */
export function place(
  pending: readonly Pending[],
  running: readonly Running[],
  resources: Resources,
): Start | undefined {
  if (firstToStart(pending, running, 1, resources) === undefined) return undefined;
  const most = areMany(pending, resources) ? 1 : quickest(pending, running, resources).most;
  return firstToStart(pending, running, most, resources);
}

/** Seconds until all is done. */
export function secondsLeft(
  pending: readonly Pending[],
  running: readonly Running[],
  resources: Resources,
): number {
  if (!areMany(pending, resources)) return quickest(pending, running, resources).seconds;
  const atOnce = Math.min(resources.most, Math.ceil(resources.cores / (resources.threads ?? 1)));
  const all = [...pending, ...running].reduce((sum, { seconds }) => sum + seconds, 0);
  return Math.max(all / atOnce, ...running.map(({ seconds }) => seconds));
}
