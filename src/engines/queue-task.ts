/** What jobs of the queue hold. It comes from a server that others may write to: it is checked. */

import type { JobsOptions } from 'bullmq';
import {
  checkFields,
  FLAG,
  type Rule,
  type Rules,
  required,
  TEXT,
  TEXTS,
  WHOLE,
} from '../checks.js';
import { clipped, UserError } from '../errors.js';
import type { MeltOptions } from '../study/running/index.js';
import { NUMBERS } from '../version.js';
import type { OpenRedis } from './redis.js';

interface OfStudy {
  /** The digest of the manifest, 12 digits. */
  readonly manifest: string;
  /** The folder of the store where the study was submitted. */
  readonly store: string;
  /** The version of the numbers there. */
  readonly numbers: number;
}

/** An experiment of a manifest. */
export interface RunTask extends OfStudy {
  readonly key: string;
  readonly name: string;
}

/** What is melted when all experiments have ended, one way or another. */
export interface MeltTask extends OfStudy, MeltOptions {}

export type Task = RunTask | MeltTask;

export const isRun = (task: Task): task is RunTask => 'key' in task;

const digits = (length: number): Rule => ({
  allowed: `${length} hexadecimal digits`,
  fits: (value) => typeof value === 'string' && new RegExp(`^[0-9a-f]{${length}}$`).test(value),
});

const OF_STUDY: Rules = {
  manifest: required(digits(12)),
  store: required(TEXT),
  numbers: required(WHOLE),
};
const RUN: Rules = { ...OF_STUDY, key: required(digits(64)), name: required(TEXT) };
const MELT: Rules = {
  ...OF_STUDY,
  meltMetrics: FLAG,
  meltLoss: FLAG,
  meltSampleRollouts: FLAG,
  metricNames: TEXTS,
};

/** The task of a job, or undefined where it is none of ours. */
export function taskOf(job: { readonly name: string; readonly data: unknown }): Task | undefined {
  try {
    checkFields('a task', job.data as object, job.name === 'melt' ? MELT : RUN);
    return job.data as Task;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** Where the queue is, for messages. */
export const placeOf = ({ prefix, shown }: OpenRedis): string =>
  `the queue under the prefix '${prefix}' at ${shown}`;

/** The error for a queue that others use, too. */
export function foreignJob(
  redis: OpenRedis,
  { name, id }: { name: string; id?: string },
): UserError {
  return new UserError(
    `${placeOf(redis)} has jobs that are not of this apebench ('${clipped(name)}', ` +
      `${clipped(id ?? '')}): choose another --prefix, for submitting and for the workers`,
  );
}

/** What all tasks of a submission say. */
export const ofStudy = (manifest: string, store: string): OfStudy => ({
  manifest,
  store,
  numbers: NUMBERS,
});

export const jobIdOf = (key: string): string => `sha256-${key}`;

/** A job that a machine could not do is tried again, by whichever worker is free then. */
export const ATTEMPTS = 3;
const WEEK_SECONDS = 7 * 24 * 3600;

export const jobOptions = (backoffMs: number): JobsOptions => ({
  attempts: ATTEMPTS,
  backoff: { type: 'exponential', delay: backoffMs },
  removeOnComplete: { age: WEEK_SECONDS },
});
