/** The command that melts a store when its experiments have ended. */

import type { MeltOptions } from '../study/running/index.js';

/** Its words behind `apebench`. */
export const meltWords = (folder: string, options: MeltOptions): string[] => [
  ...['study', 'melt', folder],
  ...(options.meltMetrics === false ? ['--no-melt-metrics'] : []),
  ...(options.meltLoss === false ? ['--no-melt-loss'] : []),
  ...(options.meltSampleRollouts ? ['--melt-sample-rollouts'] : []),
  ...(options.metricNames ? ['--metric-name', options.metricNames.join(',')] : []),
];
