/** What the charts of losses and of error rollouts have in common wherever they stand. */

import type { LineChartOptions } from './line-chart.js';

/** An error of 1 is that of a prediction of nothing. */
const RELATIVE_RANGE = [-0.05, 1.05] as const;

export const LOSS_OPTIONS: LineChartOptions = {
  title: 'Training loss',
  xLabel: 'update',
  log: true,
};

/** `nRMSE` of `mean_nRMSE`. */
export const metricName = (metric: string): string => metric.replace(/^mean_/, '');

export function errorOptions(metric: string): LineChartOptions {
  const name = metricName(metric);
  return {
    title: `Error of the test rollout: ${name}`,
    xLabel: 'time step',
    ...(name.startsWith('nRMSE') ? { range: RELATIVE_RANGE } : {}),
  };
}
