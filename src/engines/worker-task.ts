/**
 * What a worker does with a job: `apebench run-one` or `apebench study melt` as a child, on the store
 * that is here.
 */

import { constants } from 'node:os';
import { machine } from '#platform';
import { clipped, UserError } from '../errors.js';
import { openStore } from '../study/index.js';
import { lastLines, manifestPath, readManifest, recordFailure } from '../study/running/index.js';
import { NUMBERS } from '../version.js';
import { meltWords } from './melt-words.js';
import { isRun, type RunTask, type Task } from './queue-task.js';
import type { Ended } from './run-command.js';

/** What this worker cannot do, although the job is right: it is for another worker. */
export class WrongWorker extends UserError {}

/** Throws a `WrongWorker` where a task has no manifest in the store here, or one that was changed. */
export async function checkTask(task: Task, folder: string): Promise<void> {
  if (task.numbers !== NUMBERS) {
    throw new WrongWorker(
      `the queue has jobs of another version of apebench (numbers ${task.numbers} there, ` +
        `${NUMBERS} here): install the same one here`,
    );
  }
  const store = openStore(folder);
  const path = manifestPath(task.manifest);
  try {
    const bytes = await store.read(path);
    if (bytes !== undefined) await readManifest(store.pathOf(path), bytes);
    else
      throw new WrongWorker(
        `there is no manifest '${clipped(store.pathOf(path), 160)}': --store must name the folder ` +
          `that is '${clipped(task.store, 160)}' where the study was submitted`,
      );
  } catch (error) {
    throw error instanceof UserError ? new WrongWorker(error.message) : error;
  }
}

/** The words of the command that does a task. */
export function wordsOf(task: Task, folder: string, threads: number): string[] {
  if (isRun(task)) {
    const manifest = openStore(folder).pathOf(manifestPath(task.manifest));
    const what = ['--manifest', manifest, '--key', task.key, '--store', folder];
    return ['run-one', ...what, '--threads', String(threads), '--quiet'];
  }
  return [...meltWords(folder, task), '--quiet'];
}

/** What became of a child that did not do its task. */
export class ChildError extends Error {
  override readonly name: string;

  constructor(readonly ended: Ended) {
    const { code, signal, said } = ended;
    const lines = lastLines(said);
    const why = lines.find((line) => line.startsWith('apebench: ')) ?? lines.at(-1);
    super(signal === null ? `exit code ${code}: ${why ?? 'no word'}` : `killed by ${signal}`);
    // By its name BullMQ knows what is not to be tried again.
    this.name = code === 2 ? 'UnrecoverableError' : 'ChildError';
  }

  get exitCode(): number {
    return this.ended.code ?? 128 + constants.signals[this.ended.signal!];
  }
}

/** So many workers may die at one job before it is taken for what kills them. */
export const MAX_STALLED = 5;

/** What BullMQ says of one at which more have died, in our words. */
const messageOf = ({ message }: Error): string =>
  message.includes('stalled more than')
    ? `more than ${MAX_STALLED} workers have died at it`
    : message;

/** Keeps the failure of a job that is not tried again, unless `run-one` has: it sees how it ends. */
export async function keepFailure(task: RunTask, folder: string, error: Error): Promise<void> {
  const { key, name, manifest } = task;
  const child = error instanceof ChildError ? error : undefined;
  if (child?.ended.code === 1 || child?.ended.code === 2) return;
  await recordFailure(openStore(folder), {
    key,
    name,
    manifest,
    error: messageOf(error),
    exitCode: child?.exitCode ?? 1,
    machine: machine(),
    finished: new Date().toISOString(),
    log: lastLines(child?.ended.said ?? ''),
  });
}
