/** What a chart is told beside its lines, and what the charts of runs have in common wherever they stand. */

import type { Range } from './value-range.js';

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  /** What one place of the horizontal axis is called in a sentence; by default as its label. */
  readonly place?: string;
  /** Whether places lie between whole numbers, too. */
  readonly isFractional?: boolean;
  /** Whether the vertical axis is logarithmic until the switch is used. */
  readonly log?: boolean;
  /** Of a linear vertical axis, where it must not move with what is shown; else by what there is. */
  readonly range?: Range;
  /** A value that means something, marked by a line where it is in the range. */
  readonly reference?: { readonly value: number; readonly text: string };
  /** Whether a curve that ends above its start is marked. */
  readonly isToFall?: boolean;
  /** Whether several lines are named above the chart; false where a table of runs does it. */
  readonly legend?: boolean;
}

export const LOSS_OPTIONS: LineChartOptions = {
  title: 'Loss',
  xLabel: 'update',
  log: true,
  isToFall: true,
};

/** `nRMSE` of `mean_nRMSE`. */
export const metricName = (metric: string): string => metric.replace(/^mean_/, '');

/** Of metrics that divide by the size of the reference: a prediction of zeros has an error of 1. */
const NORMALISED = /^(fourier_|H1_)?n(MAE|MSE|RMSE)/;

export function errorOptions(metric: string): LineChartOptions {
  const name = metricName(metric);
  return {
    title: `Error rollout: ${name}`,
    xLabel: 'time step',
    ...(NORMALISED.test(name)
      ? { reference: { value: 1, text: 'as bad as predicting zero (1)' } }
      : {}),
  };
}
