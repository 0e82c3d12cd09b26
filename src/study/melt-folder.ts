/** The long tables of a folder, melted over all the raw files that stand in it. */

import { UserError } from '../errors.js';
import { meltLoss, meltSampleRollouts, metricNames } from './melt.js';
import { KEYS, type Melted, type MeltOptions, wantedOf } from './melt-options.js';
import { readCache } from './melted-cache.js';
import {
  chosenMetrics,
  type LongTables,
  type Melting,
  meltOnce,
  metricsOf,
  writeMelted,
} from './melting.js';
import {
  blameFile,
  findTable,
  isMelted,
  knownOf,
  namesIn,
  RESULT_FILE,
  strays,
} from './raw-tables.js';
import { withLock } from './store/lock.js';
import type { Store } from './store/types.js';

export { MELTED_FILES, type Melted, type MeltOptions } from './melt-options.js';

/** Who writes the tables holds it. */
const LOCK_FILE = '.melted.lock';

/**
 * Melts, for a trial, what stands in a folder and is not verified, but for the experiments that are
 * about to be made. Throws the `UserError` with which `meltFolder` would end, and one for what is in
 * the way of a file that is about to be made.
 */
export async function checkFolder(
  store: Store,
  options: MeltOptions,
  made: readonly string[],
): Promise<void> {
  for (const { name, what } of await strays(store)) {
    if (!made.includes(name.replace(RESULT_FILE, ''))) continue;
    throw new UserError(`'${store.pathOf(`raw/${name}`)}' is in the way: ${what}`);
  }
  const [wanted, stamps, cache] = [
    wantedOf(options),
    await store.stamps('raw'),
    await readCache(store),
  ];
  const makes = new Set(made);
  for (const name of namesIn(stamps, [])) {
    if (makes.has(name) || knownOf(cache, name, stamps) !== undefined) continue;
    await blameFile(store, name, async () => {
      const { wide, verified } = await findTable(store, name, isMelted(wanted.sampleRollout));
      if (wide === undefined || verified) return;
      if (wanted.metrics) {
        const names = metricNames(wide);
        await metricsOf(wide, options.metricNames ?? chosenMetrics(undefined, names));
      }
      if (wanted.trainLoss) await meltLoss(wide);
      if (wanted.sampleRollout) await meltSampleRollouts(wide);
    });
  }
}

/**
 * Melts every raw file of a folder into `metrics.csv`, `train_loss.csv` and, if asked for,
 * `sample_rollout.csv`. Experiments come in the order of `first`, any others after them by name. A
 * CSV file that is no run's, or not as its record says, is left out, so is what is no file; one
 * without a record is taken; a seed that two experiments have with the same numbers counts once.
 * `onNotice` is told of all of it. Throws a `UserError` that names the file for one that cannot be
 * read or melted.
 *
 * One at a time does so in a folder: who melts has seen all that was whole before, and the last one
 * everything. Tables that are in the melted ones already are not read again (melted-cache.ts); the
 * bytes are those of melting from nothing. Without `writes` no file is touched.
 */
export async function meltStore(
  store: Store,
  options: MeltOptions = {},
  first: readonly string[] = [],
  onNotice: (name: string, notice: string) => void = () => {},
  writes = true,
): Promise<LongTables> {
  const work = async (): Promise<Melting> => {
    const melting = await meltOnce(store, options, first);
    if (writes) await writeMelted(store, melting);
    return melting;
  };
  const { tables, notices } = await (writes ? withLock(store, LOCK_FILE, work) : work());
  for (const [name, notice] of notices) onNotice(name, notice);
  return tables;
}

/** The same, and the tables themselves. */
export async function meltFolder(...args: Parameters<typeof meltStore>): Promise<Melted> {
  const tables = await meltStore(...args);
  const melted: Melted = {};
  for (const key of KEYS) if (tables[key] !== undefined) melted[key] = tables[key].table();
  return melted;
}
