/**
 * A study on many machines by BullMQ: one job for each experiment that the store lacks, and one that
 * melts when they have ended. Workers (`bullmq-worker.ts`) take them. The queue says what is yet to be
 * tried, the store what is done.
 *
 * Source: https://docs.bullmq.io/guide/flows.
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import type { Job, JobType, Queue } from 'bullmq';
import { clipped, throwIfStopped, UserError } from '../errors.js';
import type { Store } from '../study/index.js';
import {
  type Manifest,
  type ManifestEntry,
  type MeltOptions,
  manifestPath,
} from '../study/running/index.js';
import {
  foreignJob,
  jobIdOf,
  jobOptions,
  type MeltTask,
  ofStudy,
  placeOf,
  type RunTask,
  taskOf,
} from './queue-task.js';
import { type OpenRedis, QUEUE } from './redis.js';

/** Where jobs are that are yet to end. */
const UNFINISHED: JobType[] = ['waiting', 'active', 'delayed', 'prioritized', 'waiting-children'];

/** A job that failed by the machine's fault is tried again after so long, then after twice that. */
const BACKOFF_MS = 5000;

/** A submission that was killed keeps others waiting for so long. */
const SUBMISSION_MS = 60_000;

const LOOK_MS = 2000;

export interface QueuedStudy {
  readonly manifest: Manifest;
  readonly store: Store;
  /** The store's folder, as an absolute path. */
  readonly folder: string;
  /** What the store lacks. */
  readonly missing: readonly ManifestEntry[];
  readonly melt: MeltOptions;
  readonly backoffMs?: number;
}

export interface Submission {
  /** What was put into the queue. */
  readonly submitted: readonly ManifestEntry[];
  /** How much was in it before, waiting or running. */
  readonly queued: number;
}

/** A queue whose errors of connection are left to the connection, which comes back. */
function openQueue({ bullmq, connection, prefix }: OpenRedis): Queue {
  const queue = new bullmq.Queue(QUEUE, { connection, prefix });
  queue.on('error', () => {});
  return queue;
}

/** Throws where a job belongs to somebody else: workers of one store would fail those of another. */
async function refuseForeign(jobs: readonly Job[], store: Store, redis: OpenRedis): Promise<void> {
  const foreign = jobs.find((job) => taskOf(job) === undefined);
  if (foreign !== undefined) throw foreignJob(redis, foreign);
  const folders = new Map(
    jobs.map((job) => taskOf(job)!).map((task) => [task.manifest, task.store]),
  );
  for (const [digest, folder] of folders) {
    // A study that has grown has its earlier manifest beside the new one.
    if ((await store.peek(manifestPath(digest), 0)) !== undefined) continue;
    throw new UserError(
      `${placeOf(redis)} has jobs of another study (manifest ${digest} in '${clipped(folder, 160)}'): wait ` +
        'until its workers have done them, or choose another --prefix, also for the workers',
    );
  }
}

/** Calls `use` while no other submission is let to the queue. */
async function alone<T>(
  { connection, prefix, shown }: OpenRedis,
  use: () => Promise<T>,
): Promise<T> {
  const key = `${prefix}:${QUEUE}:submission`;
  const token = randomUUID();
  if ((await connection.set(key, token, 'PX', SUBMISSION_MS, 'NX')) === null) {
    throw new UserError(
      `another submission to the queue at ${shown} is under way (or was killed less than ` +
        `${SUBMISSION_MS / 1000} s ago): try again when it is over`,
    );
  }
  try {
    return await use();
  } finally {
    if ((await connection.get(key)) === token) await connection.del(key);
  }
}

/**
 * Puts what is missing into the queue, and a melting job behind it that runs also where some have
 * failed. BullMQ takes no job whose id it knows, without a word: one that has ended is removed first,
 * one that has not is left where it is.
 *
 * Throws a `UserError` where the queue has jobs of another study or of somebody else.
 */
export async function submit(redis: OpenRedis, study: QueuedStudy): Promise<Submission> {
  const { manifest, store, folder, missing, melt, backoffMs = BACKOFF_MS } = study;
  const { bullmq, connection, prefix } = redis;
  const queue = openQueue(redis);
  const flow = new bullmq.FlowProducer({ connection, prefix });
  flow.on('error', () => {});
  try {
    return await alone(redis, async () => {
      const unfinished = await queue.getJobs(UNFINISHED);
      await refuseForeign(unfinished, store, redis);
      const ids = new Set(unfinished.map((job) => job.id));
      const fresh = missing.filter(({ key }) => !ids.has(jobIdOf(key)));
      const submission = { submitted: fresh, queued: missing.length - fresh.length };
      if (fresh.length === 0) return submission;
      await Promise.all(fresh.map(({ key }) => queue.remove(jobIdOf(key))));
      const about = ofStudy(manifest.digest, folder);
      const options = jobOptions(backoffMs);
      await flow.add({
        name: 'melt',
        queueName: QUEUE,
        data: { ...about, ...melt } satisfies MeltTask,
        opts: { ...options, jobId: `melt-${randomUUID()}` },
        children: fresh.map(({ key, name }) => ({
          name: 'run',
          queueName: QUEUE,
          data: { ...about, key, name } satisfies RunTask,
          opts: { ...options, jobId: jobIdOf(key), ignoreDependencyOnFailure: true },
        })),
      });
      return submission;
    });
  } finally {
    await flow.close();
    await queue.close();
  }
}

/** How many jobs of a queue are yet to end. */
export interface QueueStanding {
  readonly running: number;
  readonly waiting: number;
}

/** Waits until the queue has no job that is yet to end, and calls `look` from time to time. */
export async function waitForQueue(
  redis: OpenRedis,
  options: { signal?: AbortSignal; look: (standing: QueueStanding) => Promise<void> },
): Promise<void> {
  const { signal, look } = options;
  const queue = openQueue(redis);
  try {
    for (;;) {
      throwIfStopped(signal);
      const counts = await queue.getJobCounts(...UNFINISHED);
      const left = Object.values(counts).reduce((sum, count) => sum + count, 0);
      // A melting job that waits for others is no experiment.
      const running = counts.active ?? 0;
      await look({ running, waiting: left - running - (counts['waiting-children'] ?? 0) });
      if (left === 0) return;
      await later(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await queue.close();
  }
}
