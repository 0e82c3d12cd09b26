/** The long tables of a folder, melted over all the raw files that stand in it. */

import { clipped, UserError, unknownName } from '../errors.js';
import { Table } from '../tables/index.js';
import { blaming, csvContent, loadTable } from './experiment-files.js';
import { BASE_NAMES, meltLoss, meltMetrics, meltSampleRollouts, metricNames } from './melt.js';
import { rawPath, recordPath, standingOf } from './record.js';
import { type MetSeeds, withoutRepeatedSeeds } from './repeated-seeds.js';
import type { Store, Stray } from './store/types.js';

export interface MeltOptions {
  /** Default true. */
  readonly meltMetrics?: boolean;
  /** Default true. */
  readonly meltLoss?: boolean;
  /** Default false. */
  readonly meltSampleRollouts?: boolean;
  /** Default `mean_nRMSE`; where no experiment has it, all the metrics that there are. */
  readonly metricNames?: readonly string[];
}

export interface Melted {
  metrics?: Table;
  trainLoss?: Table;
  sampleRollout?: Table;
}

/** The file of each long table. */
export const MELTED_FILES = {
  metrics: 'metrics.csv',
  trainLoss: 'train_loss.csv',
  sampleRollout: 'sample_rollout.csv',
} as const satisfies Record<keyof Melted, string>;

/** The names of the experiments in a folder: those given first, in their order, then the others. */
async function namesIn(store: Store, first: readonly string[]): Promise<string[]> {
  const files = await store.list('raw');
  const names = files.flatMap((file) => (file.endsWith('.csv') ? [file.slice(0, -4)] : []));
  const there = new Set(names);
  return [...new Set([...first.filter((name) => there.has(name)), ...names])];
}

/** Which metrics to melt. Throws a `UserError` for one that no experiment has. */
function chosenMetrics(asked: readonly string[] | undefined, there: readonly string[]): string[] {
  if (asked === undefined) return there.includes('mean_nRMSE') ? ['mean_nRMSE'] : [...there];
  for (const name of asked) {
    if (!there.includes(name)) throw unknownName('metric', name, there);
  }
  return [...asked];
}

/** The metrics of one experiment; where it lacks one that another has, NaN. */
async function metricsOf(wide: Table, names: readonly string[]): Promise<Table | undefined> {
  const there = metricNames(wide);
  const own = names.filter((name) => there.includes(name));
  if (own.length === 0) return undefined;
  const melted = await meltMetrics(wide, own);
  const empty = () => ({
    type: 'float' as const,
    values: new Float64Array(melted.numRows).fill(Number.NaN),
  });
  const base = melted.without(...own);
  return base.with(
    names.map((name) => [name, own.includes(name) ? melted.typed(name) : empty()] as const),
  );
}

/** A file of the folder as it is found. */
interface Found {
  /** None where the file is left out. */
  readonly wide?: Table;
  readonly verified: boolean;
  /** What is to be told of it. */
  readonly notice?: string;
}

async function find(store: Store, name: string, options: MeltOptions): Promise<Found> {
  const file = store.pathOf(rawPath(name));
  const standing = await standingOf(store, name, [rawPath(name)]);
  const verified = standing.kind === 'whole';
  if (standing.kind === 'damaged') {
    return { verified, notice: `${file} is left out: ${standing.why}` };
  }
  const wanted = (column: string) =>
    options.meltSampleRollouts === true || !column.startsWith('sample_rollout_');
  const wide = await loadTable(store, name, wanted);
  if (wide === undefined) return { verified };
  const missing = BASE_NAMES.filter((column) => !wide.has(column));
  if (missing.length > 0) {
    const columns = missing.map((column) => `'${column}'`).join(', ');
    return { verified, notice: `${file} is left out: it lacks ${columns}` };
  }
  if (wide.numRows === 0) return { verified, notice: `${file} is left out: it has no rows` };
  const seeds = wide.numbers('seed');
  if (wide.typed('seed').type !== 'int') {
    const row = Math.max(
      0,
      Array.from(seeds).findIndex((seed) => !Number.isInteger(seed)),
    );
    const given = wide.texts('seed')[row]!;
    throw new UserError(
      `column 'seed' holds '${clipped(given)}' in row ${row + 1}, which is no whole number`,
    );
  }
  if (standing.kind !== 'unverified') return { wide, verified };
  return { wide, verified, notice: `${file} is taken unverified: ${standing.why}` };
}

const RESULT_FILE = /(\.csv|\.json|\.n?[0-9a-f]{5,6}\.checkpoint)$/;

/** What has the name of a result's file and is none. */
async function strays(store: Store): Promise<Stray[]> {
  return (await store.strays('raw')).filter(({ name }) => RESULT_FILE.test(name));
}

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
  for (const name of await namesIn(store, [])) {
    if (made.includes(name)) continue;
    await blameFile(store, name, async () => {
      const { wide, verified } = await find(store, name, options);
      if (wide === undefined || verified) return;
      if (options.meltMetrics ?? true) {
        const names = metricNames(wide);
        await metricsOf(wide, options.metricNames ?? chosenMetrics(undefined, names));
      }
      if (options.meltLoss ?? true) await meltLoss(wide);
      if (options.meltSampleRollouts ?? false) await meltSampleRollouts(wide);
    });
  }
}

/** What tells the raw files of a folder and their records from those of another moment. */
async function stateOf(store: Store): Promise<string> {
  const state: unknown[] = [];
  for (const name of await namesIn(store, [])) {
    for (const path of [rawPath(name), recordPath(name)]) {
      const file = await store.peek(path, 0);
      state.push([path, file?.size, file?.modified]);
    }
  }
  return JSON.stringify(state);
}

/**
 * Melts every raw file of a folder into `metrics.csv`, `train_loss.csv` and, if asked for,
 * `sample_rollout.csv`, and returns the tables. Experiments come in the order of `first`, any
 * others after them by name. A CSV file that is no run's, or not as its record says, is left out, so
 * is what is no file; one without a record is taken; a seed that two experiments have with the same
 * numbers counts once. `onNotice` is told of all of it. Throws a `UserError` that names the file for one that cannot be
 * read or melted.
 *
 * Without `writes` the tables are returned and no file is touched. Others may do the same at the same time. Who has written looks again, and melts anew where raw
 * files have come meanwhile: so the last to write has seen them all.
 */
export async function meltFolder(
  store: Store,
  options: MeltOptions = {},
  first: readonly string[] = [],
  onNotice: (name: string, notice: string) => void = () => {},
  writes = true,
): Promise<Melted> {
  for (;;) {
    const notices: [name: string, notice: string][] = [];
    const before = await stateOf(store);
    const melted = await meltOnce(store, options, first, (name, notice) =>
      notices.push([name, notice]),
    );
    if (writes) await writeMelted(store, melted);
    if ((await stateOf(store)) !== before) continue;
    for (const [name, notice] of notices) onNotice(name, notice);
    return melted;
  }
}

async function meltOnce(
  store: Store,
  options: MeltOptions,
  first: readonly string[],
  onNotice: (name: string, notice: string) => void,
): Promise<Melted> {
  const metrics: Table[] = [];
  const losses: Table[] = [];
  const rollouts: Table[] = [];
  const names = await namesIn(store, first);
  const asked = options.metricNames;
  const perExperiment: [name: string, wide: Table][] = [];
  const met: MetSeeds = new Map();
  const load = async (name: string) => (await find(store, name, options)).wide;
  for (const { name, what } of await strays(store)) {
    onNotice(name, `${store.pathOf(`raw/${name}`)} is left out: ${what}`);
  }
  for (const name of names) {
    await blameFile(store, name, async () => {
      const { wide: whole, notice } = await find(store, name, options);
      if (notice !== undefined) onNotice(name, notice);
      if (whole === undefined) return;
      const { wide, notices } = await withoutRepeatedSeeds(store, name, whole, met, load);
      for (const repeated of notices) onNotice(name, repeated);
      if (wide.numRows === 0) return;
      if (options.meltMetrics ?? true) perExperiment.push([name, wide.without(...others(wide))]);
      if (options.meltLoss ?? true) losses.push(await meltLoss(wide));
      if (options.meltSampleRollouts ?? false) rollouts.push(await meltSampleRollouts(wide));
    });
  }
  const there = [...new Set(perExperiment.flatMap(([, wide]) => metricNames(wide)))];
  const chosen = perExperiment.length > 0 ? chosenMetrics(asked, there) : [];
  for (const [name, wide] of perExperiment) {
    const table = await blameFile(store, name, () => metricsOf(wide, chosen));
    if (table !== undefined) metrics.push(table);
  }
  const melted: Melted = {};
  if (metrics.length > 0) melted.metrics = Table.concat(metrics);
  if (losses.length > 0) melted.trainLoss = Table.concat(losses);
  if (rollouts.length > 0) melted.sampleRollout = Table.concat(rollouts);
  return melted;
}

async function writeMelted(store: Store, melted: Melted): Promise<void> {
  for (const key of Object.keys(MELTED_FILES) as (keyof Melted)[]) {
    const table = melted[key];
    if (table !== undefined) await store.write(MELTED_FILES[key], csvContent(table));
  }
}

/** Everything of a wide table but its metrics and the columns that say what it is. */
function others(wide: Table): string[] {
  const metrics = new Set(metricNames(wide));
  return wide.columnNames.filter((name) => {
    const stub = name.slice(0, name.lastIndexOf('_'));
    return !metrics.has(stub) && !(BASE_NAMES as readonly string[]).includes(name);
  });
}

/** Puts the file of an experiment before the message of a `UserError` about what is in it. */
function blameFile<T>(store: Store, name: string, work: () => Promise<T>): Promise<T> {
  return blaming(store.pathOf(rawPath(name)), work);
}
