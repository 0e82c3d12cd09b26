/**
 * Many experiments, one after the other or several at once, into one folder. What is there and
 * whole is not made again, so a study that was stopped goes on where it was.
 */

import { sha256 } from '#platform';
import { availableThreads } from '../backends/index.js';
import { check, pick, type Rule } from '../checks.js';
import { throwIfStopped, UserError, unknownName } from '../errors.js';
import { checkRunOptions, RUN_OPTIONS, type RunOptions } from '../experiment/index.js';
import type { Table } from '../tables/index.js';
import { type Experiment, readExperiment, type StudyEntry } from './entry.js';
import { blaming } from './experiment-files.js';
import { type KeyedExperiment, keyedIn } from './keyed.js';
import { readInKwargs } from './kwargs.js';
import { removeLitter } from './litter.js';
import {
  checkFolder,
  MELTED_FILES,
  type Melted,
  type MeltOptions,
  meltFolder,
} from './melt-folder.js';
import { obstacleToWriting, requireThere } from './obstacle.js';
import { CONVENIENCE_OPTIONS, meantByStudy, STUDY_OPTIONS } from './option-rules.js';
import { configRecord, rawPath, weightsPath } from './record.js';
import { type ExperimentEvent, type KeyedOutcome, runKeyed } from './run-keyed.js';
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
  | ExperimentEvent;

export interface StudyOptions extends RunOptions, MeltOptions {
  /** The folder. Default `results`. */
  readonly out?: string;
  /** Where the files go instead of that folder on disk. */
  readonly store?: Store;
  /** Train also what is there already. */
  readonly overwrite?: boolean;
  /** The SHA-256 of files that add to the library's dictionaries: a part of the keys. */
  readonly plugins?: readonly string[];
  /** How many experiments train at once, each with its part of the cores. Default 1. */
  readonly parallel?: number;
  readonly onEvent?: (event: StudyEvent) => void;
}

export interface StudyResult {
  /** The results' names in the order of the entries. */
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
function withoutRepeats(
  all: readonly KeyedExperiment[],
  { onEvent }: StudyOptions,
): KeyedExperiment[] {
  const first = new Map<string, number>();
  return all.filter(({ key, experiment: { name } }, i) => {
    const before = first.get(key);
    first.set(key, before ?? i);
    if (before === undefined) return true;
    const notice = `entry ${i + 1} is the same experiment as entry ${before + 1}: it is run once`;
    onEvent?.({ kind: 'notice', name, notice });
    return false;
  });
}

/** A study that has been read and checked, and can begin. */
export interface PreparedStudy {
  readonly store: Store;
  /** The experiments, each once. */
  readonly keyed: readonly KeyedExperiment[];
  /** Why the folder cannot be written to, where it need not be. */
  readonly obstacle: string | undefined;
}

/**
 * Reads and checks the entries of a study and the folder that it goes to, before any work. Throws as
 * `runStudy` does.
 */
export async function prepareStudy(
  entries: readonly (StudyEntry | Experiment)[],
  options: StudyOptions = {},
): Promise<PreparedStudy> {
  check('the entries of a study', entries, LIST);
  checkRunOptions('study', options, STUDY_OPTIONS, meantByStudy);
  const all = await readStudy(entries, options);
  checkMetricNames(options.metricNames, all);
  const store = options.store ?? openStore(options.out ?? 'results');
  const keyed = withoutRepeats(await keyedIn(store, all, options), options);
  const obstacle = await obstacleToWriting(store, keyed, options.overwrite);
  await removeLitter(store);
  await checkFolder(
    store,
    options,
    keyed.map(({ experiment }) => experiment.name),
  );
  return { store, keyed, obstacle };
}

/** Melts the tables of a study whose experiments have been run, in their order. */
export async function finishStudy(
  { store, obstacle }: PreparedStudy,
  outcomes: readonly KeyedOutcome[],
  options: StudyOptions = {},
): Promise<StudyResult> {
  const names = outcomes.map(({ name }) => name);
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
  await requireThere(store, names);
  const trained = outcomes.filter((outcome) => outcome.trained).length;
  return {
    names,
    rawFiles: names.map((name) => store.pathOf(rawPath(name))),
    networkWeights: names.map((name) => store.pathOf(weightsPath(name))),
    diverged: outcomes.flatMap(({ name, diverged: seeds }) =>
      seeds.length > 0 ? [{ name, seeds }] : [],
    ),
    trained,
    skipped: outcomes.length - trained,
    melted,
  };
}

/**
 * Runs a study: for each entry trains and tests its network, unless its table and weights are there
 * and whole, and melts the tables of the folder.
 *
 * All entries are read and checked before any work, and so are files of others' in the folder, which
 * are melted too. Training that diverges is a result. Throws a `UserError` for a bad entry, a table
 * there that cannot be melted, or a folder that cannot be written to, and a `StoppedError` if the signal
 * fires; what is finished by then stays.
 */
export async function runStudy(
  entries: readonly (StudyEntry | Experiment)[],
  options: StudyOptions = {},
): Promise<StudyResult> {
  check('the entries of a study', entries, LIST);
  const parallel = Math.max(1, Math.min(options.parallel ?? 1, entries.length));
  const threads = options.threads ?? Math.max(1, Math.floor(availableThreads() / parallel));
  const shared = { ...options, threads };
  const prepared = await prepareStudy(entries, shared);
  const { store, keyed } = prepared;
  const run = {
    ...pick(shared, RUN_OPTIONS),
    overwrite: options.overwrite,
    onEvent: options.onEvent,
  };
  const outcomes: KeyedOutcome[] = [];
  await forEach(keyed, parallel, async (one, index) => {
    throwIfStopped(options.signal);
    const { name, scenario, net, train } = one.experiment;
    const label = [scenario, net, train].join(' ');
    options.onEvent?.({ kind: 'considering', name, label, index, of: keyed.length });
    outcomes[index] = await runKeyed(store, one, run);
  });
  return finishStudy(prepared, outcomes, options);
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
