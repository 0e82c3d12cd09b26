/** An experiment of a study on this machine: before it runs, while it does, and where it failed. */

import { constants } from 'node:os';
import { machine } from '#platform';
import { type Failure, type KeyedExperiment, lastLines } from '../study/running/index.js';
import type { Child, Ended } from './child.js';
import type { Need } from './need.js';

/** One experiment that is to be run. */
export interface Job {
  readonly index: number;
  readonly keyed: KeyedExperiment;
  readonly need: Need;
  /** On one thread, as far as it is known by now. */
  readonly seconds: number;
  /** The first in the order in which they are to start, if nothing is against it, has the least. */
  rank: number;
  /** Its process was gone before it was done. */
  readonly alone?: boolean;
}

/** One that is. */
export interface Run {
  readonly job: Job;
  readonly threads: number;
  readonly child: Child;
  readonly since: number;
  /** The part of the updates that it went on from, and that are done. */
  from?: number;
  part: number;
  readonly notices: string[];
}

/** In words, how a process ended that was not told to. */
export function howOf(ended: Extract<Ended, { kind: 'gone' | 'stopped' }>): string {
  if (ended.kind === 'stopped') return 'its process was told to end';
  const out = ended.exitCode === 128 + constants.signals.SIGKILL;
  return `its process ${ended.how}${out ? ', as systems do where memory runs out' : ''}`;
}

/** What is kept of one whose process ended twice before it was done. */
export function failureOf(
  { job, child, notices }: Run,
  manifest: string,
  ended: Extract<Ended, { kind: 'gone' | 'stopped' }>,
): Failure {
  const { key, experiment } = job.keyed;
  return {
    ...{ key, name: experiment.name, manifest },
    error: howOf(ended),
    exitCode: ended.exitCode,
    machine: machine(),
    finished: new Date().toISOString(),
    log: lastLines([...notices, child.log].join('\n')),
  };
}
