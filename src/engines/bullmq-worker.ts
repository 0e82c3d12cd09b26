/**
 * A worker of the queue: takes one job after the other and spawns `apebench run-one` for it. It never
 * computes itself: a process that computes cannot renew the lock of its job, and loses it.
 *
 * A worker that dies leaves its jobs to the others once their locks have run out; its children end
 * with it. One that is told to end has its children write their checkpoints and gives its jobs back.
 *
 * Source: https://docs.bullmq.io/guide/workers.
 */

import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as later } from 'node:timers/promises';
import type { Job } from 'bullmq';
import type { StudyEvent } from '../study/index.js';
import { foreignJob, isRun, type Task, taskOf } from './queue-task.js';
import { explained, isRefusal, type OpenRedis, QUEUE } from './redis.js';
import { type Ended, runChild } from './run-command.js';
import {
  ChildError,
  checkTask,
  keepFailure,
  MAX_STALLED,
  WrongWorker,
  wordsOf,
} from './worker-task.js';

/** In milliseconds. A job outlives its worker by the first, at most the second more. */
export interface WorkerTimes {
  readonly lock: number;
  readonly stalledInterval: number;
}

const TIMES: WorkerTimes = { lock: 60_000, stalledInterval: 30_000 };

/** A Redis that is away is not waited for at the end: the locks run out by themselves. */
const FAREWELL_MS = 5000;
const LOOK_MS = 100;

export interface WorkerOptions {
  /** `apebench`, as a program and its first words. */
  readonly command: readonly string[];
  /** The store here; without it, the folder that jobs name. */
  readonly folder?: string;
  readonly concurrency: number;
  /** Threads of each child. */
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly onEvent?: (event: StudyEvent) => void;
  readonly times?: WorkerTimes;
}

/** What BullMQ says of jobs that were given to others meanwhile; that is told in our words. */
const isAboutLock = ({ message }: Error): boolean =>
  /^(could not renew lock|Missing (lock|key)) for job/.test(message);

/** An error of a connection, which comes back by itself. */
const isLoss = (error: Error): boolean =>
  typeof (error as { code?: unknown }).code === 'string' ||
  /Connection is closed|^LOADING/.test(error.message);

/** Resolves when nothing runs any more and Redis had its time to hear of it. */
async function farewell(running: ReadonlySet<unknown>): Promise<void> {
  while (running.size > 0) await later(LOOK_MS, undefined, { ref: false });
  await later(FAREWELL_MS, undefined, { ref: false });
}

/** Works until the signal fires. Throws a `UserError` where this worker is not for the queue. */
export async function work(redis: OpenRedis, options: WorkerOptions): Promise<void> {
  const { bullmq, connection, prefix, shown } = redis;
  const { command, threads, say, onEvent, times = TIMES } = options;
  const running = new Set<{ id?: string; label: string; stop: AbortController }>();
  const keeping = new Set<Promise<void>>();
  const ending = new AbortController();
  let fault: Error | undefined;
  const end = (why?: Error) => {
    fault ??= why;
    ending.abort();
    for (const { stop } of running) stop.abort();
  };
  const folderOf = (task: Task) => options.folder ?? task.store;

  const perform = async (job: Job, token?: string): Promise<void> => {
    const giveBack = async (): Promise<never> => {
      await job.moveToWait(token);
      throw new bullmq.WaitingError();
    };
    const task = taskOf(job);
    if (task === undefined) {
      end(foreignJob(redis, job));
      return giveBack();
    }
    const folder = folderOf(task);
    try {
      await checkTask(task, folder);
    } catch (error) {
      if (!(error instanceof WrongWorker)) throw error;
      end(error);
      return giveBack();
    }
    const label = isRun(task) ? task.name : 'the tables';
    const one = { id: job.id, label, stop: new AbortController() };
    running.add(one);
    // It may have been told to end while it looked for the manifest.
    if (ending.signal.aborted) one.stop.abort();
    let ended: Ended;
    try {
      const words = wordsOf(task, folder, threads);
      ended = await runChild(words, { command, signal: one.stop.signal, onEvent });
    } finally {
      running.delete(one);
    }
    if (ended.code === 0) return;
    if (ending.signal.aborted) return giveBack();
    if (one.stop.signal.aborted) throw new Error('another worker has its lock');
    const error = new ChildError(ended);
    say(`${label}: ${error.message}`);
    throw error;
  };

  const worker = new bullmq.Worker(QUEUE, perform, {
    connection,
    prefix,
    name: hostname(),
    autorun: false,
    concurrency: options.concurrency,
    lockDuration: times.lock,
    stalledInterval: times.stalledInterval,
    maxStalledCount: MAX_STALLED,
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const { id, label, stop } of running) {
      if (!ids.includes(id!) || stop.signal.aborted) continue;
      say(`${label}: given to another worker meanwhile, and stopped here`);
      stop.abort();
    }
  });
  worker.on('failed', (job, error) => {
    const task = job?.finishedOn === undefined ? undefined : taskOf(job);
    if (task === undefined || !isRun(task)) return;
    const kept = keepFailure(task, folderOf(task), error)
      .catch((why) => say(`the failure of ${task.name} is not kept: ${why.message}`))
      .finally(() => keeping.delete(kept));
    keeping.add(kept);
  });
  let isAway = false;
  const onError = (error: Error) => {
    if (isRefusal(error)) end(explained(shown, prefix, error));
    else if (!isLoss(error) && !isAboutLock(error)) say(error.message);
    else if (isLoss(error) && !isAway) {
      isAway = true;
      say(`The Redis at ${shown} is away: it is waited for`);
    }
  };
  worker.on('error', onError);
  connection.on('error', onError);
  connection.on('ready', () => {
    if (isAway) say(`The Redis at ${shown} is there again`);
    isAway = false;
  });

  options.signal.addEventListener('abort', () => end(), { once: true });
  if (options.signal.aborted) end();
  worker.run().catch(end);
  if (!ending.signal.aborted) await once(ending.signal, 'abort');
  await Promise.race([worker.close(), farewell(running)]);
  await Promise.all(keeping);
  // Where Redis is away, what it waits for does not come.
  worker.disconnect().catch(() => {});
  connection.disconnect();
  if (fault !== undefined) throw fault;
}
