/** What studies take, tell and give. */

import type { RunOptions } from '../experiment/index.js';
import type { Table } from '../tables/index.js';
import type { Melted, MeltOptions } from './melt-options.js';
import type { ExperimentEvent } from './run-keyed.js';
import type { Store } from './store/index.js';

/** What a study tells while it runs. */
export type StudyEvent =
  | {
      readonly kind: 'considering';
      /** The experiment that is looked for in the store, and run if it is not there. */
      readonly name: string;
      /** Scenario, network and training, shorter than the name. */
      readonly label: string;
      /** Its place among the experiments, from 0 on. */
      readonly index: number;
      /** How many experiments there are. */
      readonly of: number;
    }
  | ExperimentEvent;

/** For `runStudy`: how its experiments run, which tables are melted, and where the files go. */
export interface StudyOptions extends RunOptions, MeltOptions {
  /** The folder. Default `results`. */
  readonly out?: string;
  /** Where the files go instead of that folder on disk. */
  readonly store?: Store;
  /** Train also what is there already. */
  readonly overwrite?: boolean;
  /** An experiment for each seed of an entry, in place of one for all of them. Default false. */
  readonly splitSeeds?: boolean;
  /** The SHA-256 of files that add to the library's dictionaries: a part of the keys. */
  readonly plugins?: readonly string[];
  /** How many experiments train at once, each with its part of the cores. Default 1. */
  readonly parallel?: number;
  /** Is told how far it is. */
  readonly onEvent?: (event: StudyEvent) => void;
}

/** What `runStudy` gives. */
export interface StudyResult {
  /** The results' names in the order of the entries. */
  readonly names: readonly string[];
  /** The paths of wide tables, in the order of the entries. */
  readonly rawFiles: readonly string[];
  /** The paths of weights, in the order of the entries. */
  readonly networkWeights: readonly string[];
  /** Experiments with seeds whose training did not stay finite. */
  readonly diverged: readonly {
    /** The experiment's. */
    readonly name: string;
    /** Those that did not stay finite. */
    readonly seeds: readonly number[];
  }[];
  /** How many experiments were trained. */
  readonly trained: number;
  /** How many were there already. */
  readonly skipped: number;
  /** The long tables, as in `metrics.csv`, `train_loss.csv` and `sample_rollout.csv`. */
  readonly melted: Melted;
}

/** For `runStudyConvenience`. */
export interface ConvenienceOptions extends Omit<StudyOptions, keyof MeltOptions> {
  /** Default true. */
  readonly doMetrics?: boolean;
  /** Whether losses are melted. */
  readonly doLoss?: boolean;
  /** Whether sample rollouts are melted. */
  readonly doSampleRollouts?: boolean;
  /** Open `scenario_kwargs` up into columns. Default true. */
  readonly parseKwargs?: boolean;
  /** Of the metrics that are melted. */
  readonly metricNames?: readonly string[];
}

/** What `runStudyConvenience` gives. */
export interface ConvenienceResult {
  /** A row for each seed, time step and metric. */
  readonly metrics?: Table;
  /** A row for each seed and update. */
  readonly trainLoss?: Table;
  /** A row for each seed, sample and time step. */
  readonly sampleRollout?: Table;
  /** Where the trained weights are. */
  readonly networkWeights: readonly string[];
}
