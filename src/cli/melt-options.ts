/** Which long tables a command melts. */

import type { Argv } from 'yargs';
import type { MeltOptions } from '../study/running/index.js';

export interface MeltArguments {
  'metric-name'?: string;
  'melt-metrics': boolean;
  'melt-loss': boolean;
  'melt-sample-rollouts': boolean;
}

export function meltOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('metric-name', {
      type: 'string',
      describe: 'metrics in metrics.csv, separated by commas (default mean_nRMSE)',
    })
    .option('melt-metrics', { type: 'boolean', default: true, describe: 'write metrics.csv' })
    .option('melt-loss', { type: 'boolean', default: true, describe: 'write train_loss.csv' })
    .option('melt-sample-rollouts', {
      type: 'boolean',
      default: false,
      describe: 'write sample_rollout.csv',
    });
}

export const meltOptionsOf = (args: MeltArguments): MeltOptions => ({
  meltMetrics: args['melt-metrics'],
  meltLoss: args['melt-loss'],
  meltSampleRollouts: args['melt-sample-rollouts'],
  metricNames: args['metric-name']?.split(',').map((name) => name.trim()),
});
