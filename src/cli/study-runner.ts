/** Runs a study and tells about it: what `run`, `study` and the quickstart have in common. */

import type { LocalEvent } from '../engines/index.js';
import {
  type Experiment,
  runStudy,
  type StudyEntry,
  type StudyOptions,
  type StudyResult,
} from '../study/index.js';
import type { Output } from './output.js';
import { pluginDigests } from './plugins.js';
import { duration, ProgressView } from './progress.js';

function seedsText(seeds: readonly number[]): string {
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
}

export function tell(view: ProgressView, event: LocalEvent): void {
  switch (event.kind) {
    case 'considering':
      view.say(`Considering ${event.index + 1} of ${event.of}:\n  ${event.name}`);
      view.label(event.name, event.label);
      return;
    case 'notice':
      view.say(`  ${event.notice.replaceAll('\n', '\n  ')}`);
      return;
    case 'skipped': {
      const note = event.note === undefined ? '' : ` (${event.note})`;
      view.say(`Skipping, it is trained already${note}:\n  ${event.name}`);
      return;
    }
    case 'progress':
      view.update(event.name, event.progress);
      return;
    case 'finished':
      view.end(event.name);
      view.say(
        `Finished training! ${duration(event.trainSeconds)} on ${event.backend}:\n  ${event.name}`,
      );
      if (event.diverged.length > 0) {
        view.say(`  diverged: ${seedsText(event.diverged)}; the result is recorded all the same`);
      }
      return;
    case 'failed':
      view.end(event.name);
      view.say(
        event.isNew
          ? `Failed:\n  ${event.name}\n  ${event.failure.error.replaceAll('\n', '\n  ')}`
          : `Left alone, it failed before:\n  ${event.name}`,
      );
      return;
    case 'standing':
      view.standing(event.standing);
      return;
    default:
      event satisfies never;
  }
}

/** Runs a study with its progress shown on stderr. */
export async function runShown(
  entries: readonly (StudyEntry | Experiment)[],
  options: StudyOptions,
  output: Output,
): Promise<StudyResult> {
  const view = new ProgressView(output);
  try {
    return await runStudy(entries, {
      ...options,
      plugins: pluginDigests(),
      onEvent: (event) => tell(view, event),
    });
  } finally {
    view.close();
  }
}

/** Counts, diverged experiments and files, as text. */
export function summaryText(result: StudyResult, folder: string): string {
  const counts = `${result.trained} trained, ${result.skipped} skipped`;
  const diverged = result.diverged.map(({ name, seeds }) => `  ${name}: ${seedsText(seeds)}`);
  const { length } = result.names;
  const lines = [`${length} ${length === 1 ? 'experiment' : 'experiments'}: ${counts}`];
  if (diverged.length > 0) lines.push('Diverged:', ...diverged);
  if (length > 0) lines.push(`Tables and weights are in ${folder}:`);
  for (const file of result.rawFiles) lines.push(`  ${file}`);
  for (const file of result.networkWeights) lines.push(`  ${file}`);
  return lines.join('\n');
}

/** The same as data. */
export function summaryData(result: StudyResult): Record<string, unknown> {
  const { names, rawFiles, networkWeights, diverged, trained, skipped } = result;
  return { names, rawFiles, networkWeights, trained, skipped, diverged };
}
