/** One experiment of a study, unless its result is there and whole: what every way of running does. */

import { makePlan, type RunOptions } from '../experiment/index.js';
import type { TrainingProgress } from '../training/index.js';
import { checkpointSink, isBegunAnew } from './checkpoints.js';
import { commit, nameInStore } from './commit.js';
import type { Experiment } from './entry.js';
import { clearFailure } from './failures.js';
import { configurationOf, type Place } from './key.js';
import type { KeyedExperiment } from './keyed.js';
import { type ResultRecord, recordPath, standingOf } from './record.js';
import { runChecked } from './run-experiment.js';
import type { Store } from './store/index.js';

/** What is told of an experiment while it runs. */
export type ExperimentEvent =
  | {
      readonly kind: 'notice';
      /** The experiment that it is about. */
      readonly name: string;
      /** Something about the data, the training or the folder that one should know. */
      readonly notice: string;
    }
  | {
      readonly kind: 'skipped';
      /** The experiment whose result is there. */
      readonly name: string;
      /** On what it was computed, where that was not asked for. */
      readonly note?: string;
    }
  | {
      readonly kind: 'progress';
      /** The experiment that trains. */
      readonly name: string;
      /** How far it is. */
      readonly progress: TrainingProgress;
    }
  | {
      readonly kind: 'finished';
      /** The experiment whose result is kept now. */
      readonly name: string;
      /** Those of training alone. */
      readonly trainSeconds: number;
      /** What computed: `wasm`, `webgpu`. */
      readonly backend: string;
      /** Seeds whose training did not stay finite. */
      readonly diverged: readonly number[];
    };

export interface KeyedRunOptions extends RunOptions {
  /** Train also what is there already. */
  readonly overwrite?: boolean;
  readonly onEvent?: (event: ExperimentEvent) => void;
}

export interface KeyedOutcome {
  /** The name of the result in the store. */
  readonly name: string;
  readonly trained: boolean;
  /** Seeds whose training did not stay finite. */
  readonly diverged: readonly number[];
}

/**
 * The record of an experiment that is there and whole. Of what is there and is not, it tells why it
 * is trained anew.
 */
export async function resultThere(
  store: Store,
  { experiment, key, stored }: KeyedExperiment,
  onNotice: (notice: string) => void,
): Promise<ResultRecord | undefined> {
  if (stored !== undefined && stored !== experiment.name) {
    const standing = await standingOf(store, stored);
    if (standing.kind === 'whole' && standing.record.key === key) return standing.record;
  }
  const name = await nameInStore(store, experiment.name, key);
  const standing = await standingOf(store, name);
  if (standing.kind === 'whole') return standing.record;
  if (standing.kind !== 'absent') {
    onNotice(`what is there of it is not whole (${standing.why}): trained anew`);
  }
  return undefined;
}

/** The experiment as it runs where its key says: on WASM it does also where there is a GPU. */
async function inPlace(experiment: Experiment, place: Place): Promise<Experiment> {
  const { scenarioObject, plan, task, net, train, startSeed, numSeeds } = experiment;
  if (place === 'gpu' || (await plan.choose()).backend === 'wasm') return experiment;
  const strings = { task, net, train, startSeed, numSeeds };
  const options = { ...plan.options, backend: 'wasm' } as const;
  return { ...experiment, plan: await makePlan(scenarioObject, { ...options, ...strings }) };
}

/** Where a result was made, unless that was asked for. */
function originOf(info: ResultRecord, { backend = 'auto' }: RunOptions): string | undefined {
  return backend === 'auto' ? `on ${info.backend} ${info.build}` : undefined;
}

/** What a run does whose result is there. */
async function skip(
  store: Store,
  there: ResultRecord,
  { experiment, key, place, plugins }: KeyedExperiment,
  { onEvent, ...run }: KeyedRunOptions,
): Promise<KeyedOutcome> {
  const { name } = experiment;
  const configuration = configurationOf(experiment, { ...run, plugins });
  // Of a run that was killed after its last file, or while another one was quicker.
  await checkpointSink(store, { name, configuration, place, anew: false }, () => {})
    .remove()
    .catch(() => {});
  // Of one that failed before it was made elsewhere.
  await clearFailure(store, { name, key }).catch(() => {});
  onEvent?.({ kind: 'skipped', name, note: originOf(there, run) });
  return { name: there.name, trained: false, diverged: there.marks.diverged };
}

/**
 * The outcome of an experiment that is there and whole, which is told, as `runKeyed` does; undefined
 * for the others.
 */
export async function outcomeThere(
  store: Store,
  keyed: KeyedExperiment,
  options: KeyedRunOptions,
): Promise<KeyedOutcome | undefined> {
  const there = await resultThere(store, keyed, () => {});
  return there && skip(store, there, keyed, options);
}

/**
 * Trains and tests the network of an experiment and keeps the result, going on from a checkpoint of
 * the same experiment where there is one. Others may do the same at the same time.
 *
 * Throws what `runChecked` and `commit` do, and a `StoppedError` if the signal fires.
 */
export async function runKeyed(
  store: Store,
  keyed: KeyedExperiment,
  options: KeyedRunOptions,
): Promise<KeyedOutcome> {
  const { experiment, place } = keyed;
  const { name } = experiment;
  const { onEvent = () => {}, overwrite = false, ...run } = options;
  const onNotice = (notice: string) => onEvent({ kind: 'notice', name, notice });
  const there = await resultThere(store, keyed, overwrite ? () => {} : onNotice);
  const configuration = configurationOf(experiment, { ...run, plugins: keyed.plugins });
  const own = { name, configuration, place };
  if (there !== undefined && !overwrite) {
    return skip(store, there, keyed, options);
  }
  const anew = there !== undefined || (await isBegunAnew(store, { name, configuration }));
  const replaces = there && (await store.digest(recordPath(there.name)))?.sha256;
  const checkpoint = checkpointSink(store, { ...own, anew, replaces }, onNotice);
  const made = await runChecked(await inPlace(experiment, place), {
    ...run,
    checkpoint,
    onProgress: (progress) => onEvent({ kind: 'progress', name, progress }),
    onNotice,
  });
  const stored = await commit(store, keyed, made, overwrite);
  await checkpoint.remove();
  await clearFailure(store, { name, key: keyed.key });
  const { trainSeconds, diverged, backend } = made.raw.info;
  onEvent({ kind: 'finished', name, trainSeconds, diverged, backend });
  return { name: stored, trained: true, diverged };
}
