/** The raw files of a study, named one by one, melted and put one below the other. */

import {
  check,
  checkOptions,
  FLAG,
  type Rule,
  type Rules,
  SOME_NAMES,
  TEXT,
  TEXTS,
} from '../checks.js';
import { UserError } from '../errors.js';
import { Table } from '../tables/index.js';
import { blaming, csvContent, readCsv } from './experiment-files.js';
import { meltLoss, meltMetrics, meltSampleRollouts } from './melt.js';
import { MELTED_FILES } from './melt-options.js';
import { openStore, STORE, type Store } from './store/index.js';

/** For functions that melt a list of files. */
export interface MeltListOptions {
  /** Where the files are, if not on disk: paths are then those that the store's own messages have. */
  readonly store?: Store;
}

/** For those that melt metrics. */
export interface MeltMetricsListOptions extends MeltListOptions {
  /** The metrics, a column each. Default `mean_nRMSE`. */
  readonly metricName?: string | readonly string[];
}

/** For those that write what they melted. */
export interface MeltConcatOptions extends MeltMetricsListOptions {
  /** Without `.csv`. Default `metrics`. */
  readonly metricFileName?: string;
  /** Default `train_loss`. */
  readonly lossFileName?: string;
  /** Default `sample_rollout`. */
  readonly sampleRolloutFileName?: string;
  /** Default true. */
  readonly doMetrics?: boolean;
  /** Default false. */
  readonly doLoss?: boolean;
  /** Default false. */
  readonly doSampleRollouts?: boolean;
}

/** The paths of the files that were written. */
export interface MeltedFiles {
  /** The file of metrics, where there is one. */
  metrics?: string;
  /** The file of losses, where there is one. */
  trainLoss?: string;
  /** The file of sample rollouts, where there is one. */
  sampleRollout?: string;
}

const LIST: Rules = { store: STORE };
const METRICS: Rules = { ...LIST, metricName: SOME_NAMES };
const CONCAT: Rules = {
  ...METRICS,
  ...{ metricFileName: TEXT, lossFileName: TEXT, sampleRolloutFileName: TEXT },
  ...{ doMetrics: FLAG, doLoss: FLAG, doSampleRollouts: FLAG },
};

const FILES: Rule = {
  allowed: 'a list of paths, at least one',
  fits: (value) => TEXTS.fits(value) && (value as string[]).length > 0,
};

/** The path in a store of what the store calls so. */
function within(store: Store, file: string): string {
  const root = store.pathOf('-').slice(0, -1);
  return file.startsWith(root) ? file.slice(root.length) : file;
}

/** Melts each file, and names the one that cannot be read or melted. */
async function meltEach(
  rawFileList: readonly string[],
  { store = openStore('') }: MeltListOptions,
  prefix: string,
  melt: (wide: Table) => Promise<Table>,
): Promise<Table> {
  check('rawFileList', rawFileList, FILES);
  const wanted = (column: string) =>
    !/^(aux|train_loss|sample_rollout)_\d+$/.test(column) || column.startsWith(prefix);
  const tables: Table[] = [];
  for (const file of rawFileList) {
    const path = within(store, file);
    const table = await blaming(file, async () => {
      const wide = await readCsv(store, path, wanted);
      if (wide === undefined) throw new UserError('the file is not there');
      return melt(wide);
    });
    tables.push(table);
  }
  return Table.concat(tables);
}

/**
 * The metrics of raw files (`rawFiles` of `runStudy`), as `meltMetrics` gives them, one below the
 * other (apebench: `melt_concat_metrics_from_list`). Throws a `UserError` that names the file for one
 * that is missing, is no table, or lacks a metric.
 */
export async function meltConcatMetricsFromList(
  rawFileList: readonly string[],
  options: MeltMetricsListOptions = {},
): Promise<Table> {
  checkOptions('melt', options, METRICS);
  return meltEach(rawFileList, options, '-', (wide) => meltMetrics(wide, options.metricName));
}

/**
 * The recorded losses of raw files, as `meltLoss` gives them, one below the other (apebench:
 * `melt_concat_loss_from_list`). Throws as `meltConcatMetricsFromList`.
 */
export async function meltConcatLossFromList(
  rawFileList: readonly string[],
  options: MeltListOptions = {},
): Promise<Table> {
  checkOptions('melt', options, LIST);
  return meltEach(rawFileList, options, 'train_loss', (wide) => meltLoss(wide));
}

/**
 * The sample rollouts of raw files, as `meltSampleRollouts` gives them, one below the other (apebench:
 * `melt_concat_sample_rollouts_from_list`). Throws as `meltConcatMetricsFromList`.
 */
export async function meltConcatSampleRolloutsFromList(
  rawFileList: readonly string[],
  options: MeltListOptions = {},
): Promise<Table> {
  checkOptions('melt', options, LIST);
  return meltEach(rawFileList, options, 'sample_rollout', (wide) => meltSampleRollouts(wide));
}

/**
 * Melts raw files into `metrics.csv` and, if asked for, `train_loss.csv` and `sample_rollout.csv` in
 * the folder `basePath`, and gives the paths of what was written (apebench: `melt_concat_from_list`).
 *
 * Throws a `UserError` as `meltConcatMetricsFromList`, and where a file cannot be written.
 *
 * ```js
 * const entry = {
 *   ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', num_points: 32 },
 *   optim_config: 'adam;50;constant;3e-3',
 * };
 * const { rawFiles } = await runStudy([entry], { out: 'results' });
 * console.log(await meltConcatFromList(rawFiles, 'tables', { doLoss: true }));
 * ```
 *
 * ```
 * { metrics: 'tables/metrics.csv', trainLoss: 'tables/train_loss.csv' }
 * ```
 */
export async function meltConcatFromList(
  rawFileList: readonly string[],
  basePath: string,
  options: MeltConcatOptions = {},
): Promise<MeltedFiles> {
  check('basePath', basePath, TEXT);
  checkOptions('melt', options, CONCAT);
  const { store, metricName, doMetrics = true, doLoss = false, doSampleRollouts = false } = options;
  const from = store === undefined ? {} : { store };
  const written: MeltedFiles = {};
  const write = async (key: keyof MeltedFiles, name: string | undefined, table: Table) => {
    const file = name === undefined ? MELTED_FILES[key] : `${name}.csv`;
    const target = store ?? openStore(basePath);
    const path = store === undefined ? file : within(store, `${basePath}/${file}`);
    await target.write(path, csvContent(table));
    written[key] = target.pathOf(path);
  };
  if (doMetrics) {
    const table = await meltConcatMetricsFromList(rawFileList, { ...from, metricName });
    await write('metrics', options.metricFileName, table);
  }
  if (doLoss) {
    await write('trainLoss', options.lossFileName, await meltConcatLossFromList(rawFileList, from));
  }
  if (doSampleRollouts) {
    const table = await meltConcatSampleRolloutsFromList(rawFileList, from);
    await write('sampleRollout', options.sampleRolloutFileName, table);
  }
  return written;
}
