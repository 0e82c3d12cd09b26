/**
 * Many experiments, one after the other or several at once, into one folder. What is there and
 * whole is not made again, so a study that was stopped goes on where it was.
 */

import { sha256 } from '#platform';
import { availableThreads } from '../backends/index.js';
import { check, type Rule } from '../checks.js';
import { throwIfStopped, UserError, unknownName } from '../errors.js';
import { checkRunOptions, type RunOptions } from '../experiment/index.js';
import type { Table } from '../tables/index.js';
import type { TrainingProgress } from '../training/index.js';
import { obstacleToWriting, originOf, refuseOthers, resultThere } from './already-there.js';
import { type Experiment, readExperiment, type StudyEntry } from './entry.js';
import { blaming, checkpointPath, checkpointSink, saveExperiment } from './experiment-files.js';
import { readInKwargs } from './kwargs.js';
import { removeLitter } from './litter.js';
import {
  checkFolder,
  MELTED_FILES,
  type Melted,
  type MeltOptions,
  meltFolder,
} from './melt-folder.js';
import { CONVENIENCE_OPTIONS, meantByStudy, STUDY_OPTIONS } from './option-rules.js';
import { configRecord, rawPath, weightsPath } from './record.js';
import { configurationOf } from './run-configuration.js';
import { runChecked } from './run-experiment.js';
import { openStore, type Store } from './store/index.js';

/** What a study tells while it runs. */
export type StudyEvent =
  | {
      readonly kind: 'considering';
      readonly name: string;
      /** Scenario, network and training, shorter than the name. */
      readonly label: string;
      readonly index: number;
      readonly of: number;
    }
  /** Something about the data, the training or the folder that one should know. */
  | { readonly kind: 'notice'; readonly name: string; readonly notice: string }
  | { readonly kind: 'skipped'; readonly name: string; readonly note?: string }
  | { readonly kind: 'progress'; readonly name: string; readonly progress: TrainingProgress }
  | {
      readonly kind: 'finished';
      readonly name: string;
      readonly trainSeconds: number;
      readonly backend: string;
      readonly diverged: readonly number[];
    };

export interface StudyOptions extends RunOptions, MeltOptions {
  /** The folder. Default `results`. */
  readonly out?: string;
  /** Where the files go instead of that folder on disk. */
  readonly store?: Store;
  /** Train also what is there already. */
  readonly overwrite?: boolean;
  /** How many experiments train at once, each with its part of the cores. Default 1. */
  readonly parallel?: number;
  readonly onEvent?: (event: StudyEvent) => void;
}

export interface StudyResult {
  /** The experiments' names in the order of the entries. */
  readonly names: readonly string[];
  readonly rawFiles: readonly string[];
  readonly networkWeights: readonly string[];
  /** Experiments with seeds whose training did not stay finite. */
  readonly diverged: readonly { readonly name: string; readonly seeds: readonly number[] }[];
  readonly trained: number;
  readonly skipped: number;
  /** The long tables, as in `metrics.csv`, `train_loss.csv` and `sample_rollout.csv`. */
  readonly melted: Melted;
}

const LIST: Rule = { allowed: 'a list', fits: Array.isArray };

/** Reads all entries. Throws a `UserError` that names the first bad entry and its key. */
export async function readStudy(
  entries: readonly unknown[],
  options: RunOptions = {},
): Promise<Experiment[]> {
  check('the entries of a study', entries, LIST);
  const experiments: Experiment[] = [];
  for (const [i, entry] of entries.entries()) {
    try {
      experiments.push(await readExperiment(entry, options));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`entry ${i + 1} of ${entries.length}, ${error.message}`);
    }
  }
  return experiments;
}

/** Calls `work` for every item, at most `parallel` at once; the first error stops the rest. */
async function forEach<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: parallel }, worker));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Names asked for must be reported by some entry; found out before the work, not after it. */
function checkMetricNames(
  names: readonly string[] | undefined,
  experiments: readonly Experiment[],
): void {
  const reported = experiments.flatMap(({ plan }) => plan.metrics.map(({ config }) => config));
  for (const name of names ?? []) {
    if (!reported.includes(name)) throw unknownName('metric', name, new Set(reported));
  }
}

/** The experiments, each once; of an entry that is one before it once more, it is told. */
function withoutRepeats(all: readonly Experiment[], { onEvent }: StudyOptions): Experiment[] {
  const first = new Map<string, number>();
  return all.filter(({ name }, i) => {
    const before = first.get(name);
    first.set(name, before ?? i);
    if (before === undefined) return true;
    const notice = `entry ${i + 1} is the same experiment as entry ${before + 1}: it is run once`;
    onEvent?.({ kind: 'notice', name, notice });
    return false;
  });
}

async function runOne(
  experiment: Experiment,
  store: Store,
  options: StudyOptions,
): Promise<{ trained: boolean; diverged: readonly number[] }> {
  const { name } = experiment;
  const tell = (event: StudyEvent) => options.onEvent?.(event);
  const onNotice = (notice: string) => tell({ kind: 'notice', name, notice });
  const there = await resultThere(store, experiment, options.overwrite ? () => {} : onNotice);
  if (there !== undefined && !options.overwrite) {
    // Of a run that was killed after its last file, or while another one was quicker.
    await store.remove(checkpointPath(name)).catch(() => {});
    tell({ kind: 'skipped', name, note: originOf(there, options) });
    return { trained: false, diverged: there.marks.diverged };
  }
  const configuration = configurationOf(experiment, options);
  const anew =
    there !== undefined || (await store.peek(checkpointPath(name, true), 0)) !== undefined;
  const path = checkpointPath(name, anew);
  const checkpoint = checkpointSink(store, path, configuration, onNotice);
  const { raw, table } = await runChecked(experiment, {
    ...options,
    checkpoint,
    onProgress: (progress) => tell({ kind: 'progress', name, progress }),
    onNotice,
  });
  await saveExperiment(store, name, experiment, raw, table);
  await checkpoint.remove();
  const { trainSeconds, diverged, backend } = raw.info;
  tell({ kind: 'finished', name, trainSeconds, diverged, backend });
  return { trained: true, diverged };
}

/**
 * Runs a study: for each entry trains and tests its network, unless its table and weights are there
 * and whole, and melts the tables of the folder.
 *
 * All entries are read and checked before any work, and so are files of others' in the folder, which
 * are melted too. Training that diverges is a result. Throws a `UserError` for a bad entry, a table
 * there that cannot be melted, a result or a checkpoint that was made another way (`refuseOthers`), or a folder that
 * cannot be written to, and a `StoppedError` if the signal fires; what is finished by then stays.
 */
export async function runStudy(
  entries: readonly (StudyEntry | Experiment)[],
  options: StudyOptions = {},
): Promise<StudyResult> {
  check('the entries of a study', entries, LIST);
  checkRunOptions('study', options, STUDY_OPTIONS, meantByStudy);
  const parallel = Math.max(1, Math.min(options.parallel ?? 1, entries.length));
  const threads = options.threads ?? Math.max(1, Math.floor(availableThreads() / parallel));
  const all = await readStudy(entries, { ...options, threads });
  checkMetricNames(options.metricNames, all);
  const experiments = withoutRepeats(all, options);
  const store = options.store ?? openStore(options.out ?? 'results');
  if (!options.overwrite) await refuseOthers(store, experiments, options);
  const obstacle = await obstacleToWriting(store, experiments, options.overwrite);
  await removeLitter(store);
  const names = experiments.map(({ name }) => name);
  await checkFolder(store, options, names);

  const diverged: { name: string; seeds: readonly number[] }[] = [];
  let trained = 0;
  await forEach(experiments, parallel, async (experiment, index) => {
    throwIfStopped(options.signal);
    const { name, scenario, net, train } = experiment;
    const label = [scenario, net, train].join(' ');
    options.onEvent?.({ kind: 'considering', name, label, index, of: experiments.length });
    const outcome = await runOne(experiment, store, { ...options, threads });
    if (outcome.trained) trained++;
    if (outcome.diverged.length > 0) diverged.push({ name, seeds: outcome.diverged });
  });

  const notice = (name: string, text: string) =>
    options.onEvent?.({ kind: 'notice', name, notice: text });
  if (obstacle !== undefined) {
    notice(
      names[0] ?? '',
      `${obstacle}: nothing is to be made, and the tables in it stay as they are`,
    );
  }
  const melted = await meltFolder(store, options, names, notice, obstacle === undefined);
  await removeLitter(store);
  return {
    names,
    rawFiles: names.map((name) => store.pathOf(rawPath(name))),
    networkWeights: names.map((name) => store.pathOf(weightsPath(name))),
    diverged,
    trained,
    skipped: experiments.length - trained,
    melted,
  };
}

export interface ConvenienceOptions extends Omit<StudyOptions, keyof MeltOptions> {
  /** Default true. */
  readonly doMetrics?: boolean;
  readonly doLoss?: boolean;
  readonly doSampleRollouts?: boolean;
  /** Open `scenario_kwargs` up into columns. Default true. */
  readonly parseKwargs?: boolean;
  readonly metricNames?: readonly string[];
}

export interface ConvenienceResult {
  readonly metrics?: Table;
  readonly trainLoss?: Table;
  readonly sampleRollout?: Table;
  /** Where the trained weights are. */
  readonly networkWeights: readonly string[];
}

/**
 * Runs a study and returns its long tables with a column for every attribute that was set. The
 * default folder is `_results_` and a hash of the entries, the same in every process.
 */
export async function runStudyConvenience(
  entries: readonly StudyEntry[],
  options: ConvenienceOptions = {},
): Promise<ConvenienceResult> {
  checkRunOptions('study', options, CONVENIENCE_OPTIONS, meantByStudy);
  const { doMetrics = true, doLoss = false, doSampleRollouts = false, ...rest } = options;
  const { parseKwargs = true, ...run } = rest;
  const experiments = await readStudy(entries, run);
  const store = run.store ?? openStore(run.out ?? (await defaultFolder(experiments)));
  const { melted, networkWeights } = await runStudy(experiments, {
    ...run,
    store,
    meltMetrics: doMetrics,
    meltLoss: doLoss,
    meltSampleRollouts: doSampleRollouts,
  });
  const opened = async (key: keyof Melted): Promise<Table | undefined> => {
    const table = melted[key];
    if (table === undefined || !parseKwargs) return table;
    return blaming(store.pathOf(MELTED_FILES[key]), () => readInKwargs(table));
  };
  return {
    metrics: await opened('metrics'),
    trainLoss: await opened('trainLoss'),
    sampleRollout: await opened('sampleRollout'),
    networkWeights,
  };
}

async function defaultFolder(experiments: readonly Experiment[]): Promise<string> {
  const records = experiments.map(configRecord);
  const digest = await sha256(new TextEncoder().encode(JSON.stringify(records)));
  return `_results_${digest.slice(0, 12)}`;
}
