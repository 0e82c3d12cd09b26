/**
 * What the tasks of a job array run. A submission is an immutable file of the store: a heading, then
 * for each task the lines of the manifest that it runs, so that an index in an array means the same
 * experiments for ever.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';
import { UserError } from '../errors.js';
import type { Store } from '../study/index.js';
import type { Manifest } from '../study/running/index.js';

/** For each task the lines of the manifest, from 0, that it runs one after the other. */
export type Tasks = readonly (readonly number[])[];

/** Short experiments are put together to tasks that take so long. */
const TASK_SECONDS = 300;

/** Tasks of `size` experiments each. */
export function tasksOf(lines: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, i) =>
    lines.slice(i * size, (i + 1) * size),
  );
}

/**
 * Tasks of some minutes, `seconds` being those of the manifest's lines; longer ones where there would
 * be more than `most`.
 */
export function tasksByCost(
  lines: readonly number[],
  seconds: readonly number[],
  most: number,
): number[][] {
  for (let enough = TASK_SECONDS; ; enough *= 1.25) {
    const tasks: number[][] = [];
    let sum = Number.POSITIVE_INFINITY;
    for (const line of lines) {
      if (sum + seconds[line]! > enough) {
        tasks.push([]);
        sum = 0;
      }
      tasks.at(-1)!.push(line);
      sum += seconds[line]!;
    }
    if (tasks.length <= most) return tasks;
  }
}

export interface Submission {
  /** `MANIFEST-OWN`, the first 12 digits of the SHA-256 of either file. */
  readonly name: string;
  /** The path of the file. */
  readonly path: string;
  readonly sha256: string;
  readonly tasks: Tasks;
}

const FOLDER = 'submissions';

/** The path in the store of a submission's file, and of the script beside it. */
export const submissionPath = (name: string, extension: 'txt' | 'sh'): string =>
  `${FOLDER}/${name}.${extension}`;

/** Lines of the file before that of the first task. */
export const HEADING_LINES = 1;

/** Writes the file of these tasks, or finds it written: it is named after what it holds. */
export async function writeSubmission(
  store: Store,
  manifest: Manifest,
  tasks: Tasks,
): Promise<Submission> {
  // With the path: the same study in another folder is another submission.
  const heading = `# For each task of an array, its lines of ${path.resolve(store.pathOf(manifest.path))}`;
  const text = `${[heading, ...tasks.map((lines) => lines.join(' '))].join('\n')}\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const name = `${manifest.digest}-${sha256.slice(0, 12)}`;
  const file = submissionPath(name, 'txt');
  const there = await store.digest(file);
  if (there !== undefined && there.sha256 !== sha256) throw edited(store.pathOf(file));
  if (there === undefined) await store.write(file, text);
  return { name, path: store.pathOf(file), sha256, tasks };
}

/** The tasks of a submission; undefined where the store has none of that name. */
export async function readSubmission(store: Store, name: string): Promise<Tasks | undefined> {
  const file = submissionPath(name, 'txt');
  const bytes = await store.read(file);
  if (bytes === undefined) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (!name.endsWith(sha256.slice(0, 12))) throw edited(store.pathOf(file));
  const lines = new TextDecoder().decode(bytes).trimEnd().split('\n').slice(HEADING_LINES);
  return lines.map((line) => line.split(' ').map(Number));
}

function edited(file: string): UserError {
  return new UserError(
    `'${file}' was edited after it was submitted, or is damaged: which experiments its jobs run ` +
      'cannot be told. Cancel them (scancel), remove the file and submit again',
  );
}
