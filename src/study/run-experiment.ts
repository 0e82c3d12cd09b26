/** One experiment, from its entry to its table and trained steppers. */

import { repr } from '../config/python-literal.js';
import type { NeuralStepper } from '../scenarios/neural-stepper.js';
import type { RawResult, RunRawOptions } from '../scenarios/raw-result.js';
import type { Table } from '../scenarios/tables/table.js';
import { wideTable } from '../scenarios/tables/wide-table.js';
import { type Experiment, readExperiment, type StudyEntry } from './experiment.js';

/** How experiments are run, whatever they are. */
export type RunOptions = Omit<
  RunRawOptions,
  'task' | 'net' | 'train' | 'startSeed' | 'numSeeds' | 'onProgress' | 'onNotice' | 'checkpoint'
>;

type WatchedRunOptions = RunOptions & Pick<RunRawOptions, 'onProgress' | 'onNotice' | 'checkpoint'>;

export interface ExperimentResult {
  /** The wide table, one row per seed. */
  readonly table: Table;
  /** The trained stepper of every seed. */
  readonly steppers: readonly NeuralStepper[];
  readonly raw: RawResult;
}

/** Runs an experiment that has been read and checked. */
export async function runChecked(
  experiment: Experiment,
  options: WatchedRunOptions,
): Promise<{ raw: RawResult; table: Table }> {
  const { scenarioObject, task, net, train, startSeed, numSeeds, kwargs } = experiment;
  const raw = await scenarioObject.runRaw({ ...options, task, net, train, startSeed, numSeeds });
  const scenario = await scenarioObject.getScenarioName();
  const table = wideTable(raw, { scenario, task, net, train, scenarioKwargs: repr(kwargs) });
  return { raw, table };
}

/**
 * Trains the network of an entry for all its seeds and tests it. Nothing is written.
 *
 * Throws an `EntryError` that names the key if the entry is wrong, before any work.
 */
export async function runExperiment(
  entry: StudyEntry,
  options: WatchedRunOptions = {},
): Promise<ExperimentResult> {
  const experiment = await readExperiment(entry, options);
  const { scenarioObject, task, net } = experiment;
  const { raw, table } = await runChecked(experiment, options);
  const all = await scenarioObject.loadModel(task, net, raw.weights, raw.info.precision);
  return { table, raw, steppers: raw.seeds.map((_, index) => all.seed(index)) };
}
