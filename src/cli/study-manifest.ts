/** The manifest of a study of the command line, and what it says of where experiments will run. */

import type { StudyOptions } from '../study/index.js';
import {
  type KeyedExperiment,
  type Manifest,
  type PreparedStudy,
  writeManifest,
} from '../study/running/index.js';
import { loadedPlugins } from './plugins.js';

/** What `auto` has come to, a line for each place and reason. */
function autoLines(keyed: readonly KeyedExperiment[]): string[] {
  const counts = new Map<string, number>();
  for (const { place, chosen } of keyed) {
    if (chosen === null) continue;
    const means = `auto means ${place}, since ${chosen}`;
    counts.set(means, (counts.get(means) ?? 0) + 1);
  }
  return [...counts].map(
    ([means, count]) => `${means}: ${count} ${count === 1 ? 'experiment' : 'experiments'}`,
  );
}

/** Writes the manifest of a study, which says where each experiment runs; `say` is told. */
export function makeManifest(
  { store, keyed }: PreparedStudy,
  options: StudyOptions,
  say: (line: string) => void,
): Promise<Manifest> {
  for (const line of autoLines(keyed)) say(line);
  return writeManifest(store, keyed, { ...options, plugins: loadedPlugins() });
}
