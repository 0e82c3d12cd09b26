/**
 * Many experiments, one after the other or several at once, into one folder. What is there and
 * whole is not made again, so a study that was stopped goes on where it was. What runs it is loaded
 * with the first study.
 */

import type { RunOptions } from '../experiment/index.js';
import type { Table } from '../tables/index.js';
import type { Experiment, StudyEntry } from './entry.js';
import type { Melted, MeltOptions } from './melt-options.js';
import type { ExperimentEvent } from './run-keyed.js';
import type { Store } from './store/index.js';

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
  return (await import('./study-work.js')).run(entries, options);
}

/**
 * Runs a study and returns its long tables with a column for every attribute that was set. The
 * default folder is `_results_` and a hash of the entries, the same in every process.
 */
export async function runStudyConvenience(
  entries: readonly StudyEntry[],
  options: ConvenienceOptions = {},
): Promise<ConvenienceResult> {
  return (await import('./study-work.js')).runConvenience(entries, options);
}
