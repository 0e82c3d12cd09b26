/** One experiment, from its entry to its table and trained weights. */

import { repr } from '../config/python-literal.js';
import { loadCore } from '../core/index.js';
import type { RawResult, RunRawOptions } from '../scenarios/raw-result.js';
import type { Table } from '../scenarios/tables/table.js';
import { wideTable } from '../scenarios/tables/wide-table.js';
import { type Experiment, readExperiment, type StudyEntry } from './experiment.js';
import { weightTensors } from './experiment-files.js';
import type { Tensor } from './safetensors.js';

/** How experiments are run, whatever they are. */
export type RunOptions = Omit<
  RunRawOptions,
  'task' | 'net' | 'train' | 'startSeed' | 'numSeeds' | 'onProgress' | 'checkpoint'
>;

export interface ExperimentResult {
  /** The wide table, one row per seed. */
  readonly table: Table;
  /** The trained weights by path; with a leading seed axis if there are several seeds. */
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly raw: RawResult;
}

/** Runs an experiment that has been read and checked. */
export async function runChecked(
  experiment: Experiment,
  options: RunOptions & Pick<RunRawOptions, 'onProgress' | 'checkpoint'>,
): Promise<ExperimentResult> {
  const { scenarioObject, task, net, train, startSeed, numSeeds, kwargs } = experiment;
  const raw = await scenarioObject.runRaw({ ...options, task, net, train, startSeed, numSeeds });
  const table = wideTable(raw, {
    scenario: scenarioObject.getScenarioName(),
    task,
    net,
    train,
    scenarioKwargs: repr(kwargs),
  });
  return { table, weights: weightTensors(raw), raw };
}

/**
 * Trains the network of an entry for all its seeds and tests it. Nothing is written.
 *
 * Throws an `EntryError` that names the key if the entry is wrong, before any work.
 */
export async function runExperiment(
  entry: StudyEntry,
  options: RunOptions & Pick<RunRawOptions, 'onProgress' | 'checkpoint'> = {},
): Promise<ExperimentResult> {
  await loadCore();
  return runChecked(await readExperiment(entry), options);
}
