/** A study run on this machine, in processes of the command line's own, its progress on stderr. */

import { type LocalEvent, runLocally } from '../engines/index.js';
import type { Experiment, StudyEntry, StudyOptions, StudyResult } from '../study/index.js';
import {
  type Failure,
  finishStudy,
  type KeyedOutcome,
  type PreparedStudy,
  prepareStudy,
  runKeyed,
} from '../study/running/index.js';
import { LiveTables } from './live-tables.js';
import type { Output } from './output.js';
import { pluginDigests } from './plugins.js';
import { ProgressView } from './progress.js';
import { makeManifest } from './study-manifest.js';
import { tell } from './study-runner.js';

export interface LocalStudyOptions extends StudyOptions {
  readonly retryFailed: boolean;
}

export interface LocalStudyResult extends StudyResult {
  readonly failures: readonly Failure[];
}

/** Runs what is missing; what is whole is told, and taken as it is. */
export async function runLocalStudy(
  entries: readonly (StudyEntry | Experiment)[],
  { retryFailed, ...options }: LocalStudyOptions,
  output: Output,
): Promise<LocalStudyResult> {
  const view = new ProgressView(output);
  const onEvent = (event: LocalEvent) => tell(view, event);
  const study = { ...options, onEvent };
  try {
    const prepared = await prepareStudy(entries, {
      ...study,
      plugins: pluginDigests(),
    });
    const { store, keyed, obstacle } = prepared;
    if (obstacle !== undefined) {
      return {
        ...(await finishStudy(prepared, await allThere(prepared, study), study)),
        failures: [],
      };
    }
    const manifest = await makeManifest(prepared, options, (line) => view.say(line));
    const command = {
      module: process.argv[1]!,
      words: ['run-one', '--manifest', store.pathOf(manifest.path), '--store', store.root],
    };
    const tables = new LiveTables(prepared, study);
    const running = runLocally(manifest, store, keyed, {
      ...study,
      onEvent(event) {
        onEvent(event);
        if (event.kind === 'finished') tables.renew();
      },
      command,
      retryFailed,
    });
    const { outcomes, failures } = await running.finally(() => tables.end());
    view.close();
    return { ...(await finishStudy(prepared, outcomes, study)), failures };
  } finally {
    view.close();
  }
}

/** Of a folder that need not be written to. */
async function allThere(
  { store, keyed }: PreparedStudy,
  options: StudyOptions,
): Promise<KeyedOutcome[]> {
  const outcomes: KeyedOutcome[] = [];
  for (const one of keyed) outcomes.push(await runKeyed(store, one, options));
  return outcomes;
}

/** What failed, how to try again, and where to read more; nothing where nothing did. */
export function failuresText({ failures }: LocalStudyResult, folder: string): string[] {
  if (failures.length === 0) return [];
  const lines = failures.flatMap(({ name, error }) => [
    `  ${name}:`,
    `    ${error.split('\n')[0]}`,
  ]);
  const count = failures.length === 1 ? '1 experiment' : `${failures.length} experiments`;
  return [
    `${count} failed; the same command with --retry-failed tries again (logs: ${folder}/failed):`,
    ...lines,
  ];
}
