/** The long tables of a folder, melted over all the raw files that stand in it. */

import { UserError, unknownName } from '../errors.js';
import { Table } from '../scenarios/tables/table.js';
import { loadTable } from './experiment-files.js';
import { BASE_NAMES, meltData, meltLoss, meltSampleRollouts, metricNames } from './melt.js';
import type { Store } from './store/types.js';

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
function metricsOf(wide: Table, names: readonly string[]): Table | undefined {
  const there = metricNames(wide);
  const own = names.filter((name) => there.includes(name));
  if (own.length === 0) return undefined;
  const melted = meltData(wide, own, 'time_step');
  const empty = () => ({
    type: 'float' as const,
    values: new Float64Array(melted.numRows).fill(Number.NaN),
  });
  const base = melted.without(...own);
  return base.with(
    names.map((name) => [name, own.includes(name) ? melted.typed(name) : empty()] as const),
  );
}

/**
 * Melts every raw file of a folder into `metrics.csv`, `train_loss.csv` and, if asked for,
 * `sample_rollout.csv`, and returns the tables. Experiments come in the order of `first`, any others
 * after them by name.
 */
export async function meltFolder(
  store: Store,
  options: MeltOptions = {},
  first: readonly string[] = [],
): Promise<Melted> {
  const metrics: Table[] = [];
  const losses: Table[] = [];
  const rollouts: Table[] = [];
  const names = await namesIn(store, first);
  const asked = options.metricNames;
  const perExperiment: Table[] = [];
  for (const name of names) {
    const wide = await readWide(store, name);
    if (options.meltMetrics ?? true) perExperiment.push(wide.without(...others(wide)));
    if (options.meltLoss ?? true) losses.push(await meltLoss(wide));
    if (options.meltSampleRollouts ?? false) rollouts.push(await meltSampleRollouts(wide));
  }
  const there = [...new Set(perExperiment.flatMap(metricNames))];
  if (perExperiment.length > 0) {
    const chosen = chosenMetrics(asked, there);
    for (const wide of perExperiment) metrics.push(...[metricsOf(wide, chosen)].flatMap(present));
  }
  const melted: Melted = {};
  if (metrics.length > 0) melted.metrics = Table.concat(metrics);
  if (losses.length > 0) melted.trainLoss = Table.concat(losses);
  if (rollouts.length > 0) melted.sampleRollout = Table.concat(rollouts);
  for (const key of Object.keys(MELTED_FILES) as (keyof Melted)[]) {
    const table = melted[key];
    if (table !== undefined) await store.write(MELTED_FILES[key], table.toCsv());
  }
  return melted;
}

const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** Everything of a wide table but its metrics and the columns that say what it is. */
function others(wide: Table): string[] {
  const metrics = new Set(metricNames(wide));
  return wide.columnNames.filter((name) => {
    const stub = name.slice(0, name.lastIndexOf('_'));
    return !metrics.has(stub) && !(BASE_NAMES as readonly string[]).includes(name);
  });
}

async function readWide(store: Store, name: string): Promise<Table> {
  try {
    return (await loadTable(store, name))!;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${store.pathOf(`raw/${name}.csv`)}: ${error.message}`);
  }
}
