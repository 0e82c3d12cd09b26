/** What studies that others run have in common: their manifest, and what of it is to be run. */

import type { Store, StudyEntry, StudyOptions } from '../study/index.js';
import {
  type Manifest,
  namesByKey,
  type PreparedStudy,
  prepareStudy,
  readFailures,
  standingOf,
} from '../study/running/index.js';
import type { Output } from './output.js';
import { pluginDigests } from './plugins.js';
import { makeManifest } from './study-manifest.js';

export interface HandedOver {
  readonly study: PreparedStudy;
  readonly manifest: Manifest;
}

/** Reads a study, and makes its manifest. */
export async function handOver(
  entries: readonly StudyEntry[],
  options: StudyOptions,
  output: Output,
): Promise<HandedOver> {
  const study = await prepareStudy(entries, {
    ...options,
    plugins: pluginDigests(),
    onEvent: (event) => event.kind === 'notice' && output.note(`${event.name}:\n  ${event.notice}`),
  });
  const manifest = await makeManifest(study, options, (line) => output.note(line));
  return { study, manifest };
}

/** What is to be run of a manifest, and what is not. */
export interface Work {
  readonly lines: readonly number[];
  readonly done: number;
  /** Names of those that have failed before, and are left out. */
  readonly failed: readonly string[];
}

/** The files of results are read: what is submitted is all that is not whole. */
export async function workIn(
  store: Store,
  manifest: Manifest,
  retryFailed: boolean,
): Promise<Work> {
  const names = await namesByKey(store);
  const failures = await readFailures(store);
  const lines: number[] = [];
  const failed: string[] = [];
  let done = 0;
  for (const [line, { key, name }] of manifest.entries.entries()) {
    const there = names.get(key);
    if (there !== undefined && (await standingOf(store, there)).kind === 'whole') done++;
    else if (!retryFailed && failures.get(name)?.key === key) failed.push(name);
    else lines.push(line);
  }
  return { lines, done, failed };
}

const experiments = (count: number): string =>
  `${count} ${count === 1 ? 'experiment' : 'experiments'}`;

/** So many of something, unless it is none. */
export const countLines = (count: number, what: string): string[] =>
  count > 0 ? [`${experiments(count)} ${what}`] : [];

/** What is not submitted, and why. */
export const leftOutLines = ({ done, failed }: Work, onTheirWay: number): string[] => [
  ...countLines(done, 'done before'),
  ...countLines(onTheirWay, 'queued or running already: not submitted again'),
  ...countLines(failed.length, 'failed before: not submitted (--retry-failed does)'),
  ...failed.map((name) => `  ${name}`),
];

/** Of a study without anything to be done. */
export const nothingMissing = (folder: string): string =>
  `Nothing is missing; apebench study melt ${folder} melts what is there`;
