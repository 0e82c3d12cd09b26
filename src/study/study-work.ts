/** What runs a study (run-study.ts): reading and checking, experiment by experiment, and melting. */

import { sha256 } from '#platform';
import { availableThreads } from '../backends/index.js';
import { check, PLAIN, pick, type Rule } from '../checks.js';
import { foundIn, throwIfStopped, UserError, unknownName } from '../errors.js';
import { checkRunOptions, RUN_OPTIONS, type RunOptions } from '../experiment/index.js';
import type { Table } from '../tables/index.js';
import { bySeed, type Experiment, isExperiment, readExperiment, type StudyEntry } from './entry.js';
import { blaming } from './experiment-files.js';
import { type KeyedExperiment, keyedIn } from './keyed.js';
import { readInKwargs } from './kwargs.js';
import { removeLitter } from './litter.js';
import { studyEntry } from './manifest.js';
import { checkFolder, MELTED_FILES, type Melted, meltFolder } from './melt-folder.js';
import { obstacleToWriting, requireThere } from './obstacle.js';
import { CONVENIENCE_OPTIONS, meantByStudy, STUDY_OPTIONS } from './option-rules.js';
import { configRecord, rawPath, weightsPath } from './record.js';
import { type KeyedOutcome, runKeyed } from './run-keyed.js';
import { openStore, type Store } from './store/index.js';
import type {
  ConvenienceOptions,
  ConvenienceResult,
  StudyOptions,
  StudyResult,
} from './study-types.js';

const LIST: Rule = { allowed: 'a list', fits: Array.isArray };

/** An experiment, and which of the entries it comes from, from 0. */
interface ReadEntry {
  readonly experiment: Experiment;
  readonly entry: number;
}

type ReadOptions = RunOptions & Pick<StudyOptions, 'splitSeeds'>;

/** The entries of an entry, as a study is to have them. */
function parts(entry: unknown, { splitSeeds = false }: ReadOptions): readonly unknown[] {
  if (!splitSeeds || !PLAIN.fits(entry)) return [entry];
  if (!isExperiment(entry)) return bySeed(entry as StudyEntry);
  return entry.numSeeds === 1 ? [entry] : bySeed(studyEntry(configRecord(entry)));
}

async function readEntries(
  entries: readonly unknown[],
  options: ReadOptions,
): Promise<ReadEntry[]> {
  check('the entries of a study', entries, LIST);
  const read: ReadEntry[] = [];
  for (const [i, entry] of entries.entries()) {
    try {
      for (const part of parts(entry, options)) {
        read.push({ experiment: await readExperiment(part, options), entry: i });
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw foundIn(`entry ${i + 1} of ${entries.length}`, error);
    }
  }
  return read;
}

/** Reads all entries. Throws a `UserError` that names the first bad entry and its key. */
export async function readStudy(
  entries: readonly unknown[],
  options: ReadOptions = {},
): Promise<Experiment[]> {
  return (await readEntries(entries, options)).map(({ experiment }) => experiment);
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
  read: readonly ReadEntry[],
  { onEvent, splitSeeds = false }: StudyOptions,
): KeyedExperiment[] {
  const first = new Map<string, number>();
  const words = splitSeeds ? 'has an experiment of' : 'is the same experiment as';
  return all.filter(({ key, experiment: { name } }, i) => {
    const { entry } = read[i]!;
    const before = first.get(key);
    first.set(key, before ?? entry);
    if (before === undefined) return true;
    const notice = `entry ${entry + 1} ${words} entry ${before + 1}: it is run once`;
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
  const read = await readEntries(entries, options);
  const all = read.map(({ experiment }) => experiment);
  checkMetricNames(options.metricNames, all);
  const store = options.store ?? openStore(options.out ?? 'results');
  const keyed = withoutRepeats(await keyedIn(store, all, options), read, options);
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

/** `runStudy`. */
export async function run(
  entries: readonly (StudyEntry | Experiment)[],
  options: StudyOptions = {},
): Promise<StudyResult> {
  check('the entries of a study', entries, LIST);
  checkRunOptions('study', options, STUDY_OPTIONS, meantByStudy);
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

/** `runStudyConvenience`. */
export async function runConvenience(
  entries: readonly StudyEntry[],
  options: ConvenienceOptions = {},
): Promise<ConvenienceResult> {
  checkRunOptions('study', options, CONVENIENCE_OPTIONS, meantByStudy);
  const { doMetrics = true, doLoss = false, doSampleRollouts = false, ...rest } = options;
  const { parseKwargs = true, ...given } = rest;
  const experiments = await readStudy(entries, given);
  const store = given.store ?? openStore(given.out ?? (await defaultFolder(experiments)));
  const { melted, networkWeights } = await run(experiments, {
    ...given,
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
