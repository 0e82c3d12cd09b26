/** Which long tables a folder has, and which of them are wanted. */

import type { Table } from '../tables/index.js';

/** What becomes a long table. */
export interface MeltOptions {
  /** Default true. */
  readonly meltMetrics?: boolean;
  /** Default true. */
  readonly meltLoss?: boolean;
  /** Default false. */
  readonly meltSampleRollouts?: boolean;
  /** Default `mean_nRMSE`; where no experiment has it, all the metrics that there are. */
  readonly metricNames?: readonly string[];
}

/** The long tables of a study. */
export interface Melted {
  /** A row for each seed, time step and metric. */
  metrics?: Table;
  /** A row for each seed and update. */
  trainLoss?: Table;
  /** A row for each seed, sample and time step. */
  sampleRollout?: Table;
}

/** The file of each long table. */
export const MELTED_FILES = {
  metrics: 'metrics.csv',
  trainLoss: 'train_loss.csv',
  sampleRollout: 'sample_rollout.csv',
} as const satisfies Record<keyof Melted, string>;

export const KEYS = Object.keys(MELTED_FILES) as (keyof Melted)[];

/** Which of the tables are wanted. */
export function wantedOf(options: MeltOptions): Record<keyof Melted, boolean> {
  return {
    metrics: options.meltMetrics ?? true,
    trainLoss: options.meltLoss ?? true,
    sampleRollout: options.meltSampleRollouts ?? false,
  };
}
