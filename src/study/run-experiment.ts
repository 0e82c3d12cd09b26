/** One experiment, from its entry to its table and trained steppers. */

import { repr } from '../config/index.js';
import {
  carryOut,
  checkRunOptions,
  type RawResult,
  WATCHED_RUN_OPTIONS,
  type WatchedRunOptions,
  wideTable,
} from '../experiment/index.js';
import type { Table } from '../tables/index.js';
import type { NeuralStepper } from '../training/index.js';
import { type Experiment, readExperiment, type StudyEntry } from './entry.js';

/** What `runExperiment` gives. */
export interface ExperimentResult {
  /** The wide table, one row per seed. */
  readonly table: Table;
  /** The trained stepper of every seed. */
  readonly steppers: readonly NeuralStepper[];
  /** Arrays of losses, metrics and weights. */
  readonly raw: RawResult;
}

/** The run of an experiment that has been read, and its table. */
export interface ExperimentRun {
  readonly raw: RawResult;
  readonly table: Table;
}

/** Runs an experiment that has been read and checked. */
export async function runChecked(
  experiment: Experiment,
  options: WatchedRunOptions,
): Promise<ExperimentRun> {
  const { scenarioObject, task, net, train, kwargs } = experiment;
  const raw = await carryOut(experiment.plan, options);
  const scenario = await scenarioObject.getScenarioName();
  const table = wideTable(raw, { scenario, task, net, train, scenarioKwargs: repr(kwargs) });
  return { raw, table };
}

/**
 * Trains the network of an entry for all its seeds and tests it. Nothing is written (apebench:
 * `run_experiment`).
 *
 * Throws an `EntryError` that names the key if the entry is wrong, and a `UserError` for an option that
 * there is not, before any work.
 *
 * ```js
 * const { table, steppers: [trained] } = await runExperiment({
 *   ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', num_points: 32 },
 *   optim_config: 'adam;50;constant;3e-3',
 * });
 * console.log(table.numRows, trained.network.parameterCount);
 * ```
 *
 * ```
 * 1 3
 * ```
 */
export async function runExperiment(
  entry: StudyEntry,
  options: WatchedRunOptions = {},
): Promise<ExperimentResult> {
  checkRunOptions('run', options, WATCHED_RUN_OPTIONS);
  const { table, raw } = await runChecked(await readExperiment(entry, options), options);
  return { table, raw, steppers: raw.seeds.map((_, index) => raw.stepper.seed(index)) };
}
