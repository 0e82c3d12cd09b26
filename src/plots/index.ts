/**
 * Charts of long tables and of rollouts, as SVG elements: in Node with the text in `outerHTML`, in a
 * page to be put into it. What draws them, Observable Plot, is loaded when a chart is asked for.
 */

import type { Floats, NdArray } from '../arrays.js';
import type {
  CostOptions,
  CurveOptions,
  MetricOptions,
  SampleRolloutOptions,
} from '../drawing/index.js';
import type { HostSvgElement } from '../host-types.js';
import type { Table } from '../tables/index.js';

export type { CostOptions, CurveOptions, MetricOptions, SampleRolloutOptions };

const charts = () => import('../charts/index.js');

/**
 * The recorded losses over the updates, of a table as `meltLoss` gives it: of each curve the median
 * over the seeds, with a band between the quartiles and one from the least to the greatest.
 *
 * NaN is left out, infinities count, and what the axis has no place for is said below the chart.
 *
 * Throws a `UserError` for an option or a column that there is not.
 */
export async function plotLoss(table: Table, options: CurveOptions = {}): Promise<HostSvgElement> {
  const { drawLoss } = await charts();
  return drawLoss(table, options);
}

/**
 * A metric of the test rollout over the time steps, of a table as `meltMetrics` gives it: curves,
 * bands and what is left out as in `plotLoss`.
 *
 * Throws a `UserError` for an option or a column that there is not.
 */
export async function plotMetrics(
  table: Table,
  options: MetricOptions = {},
): Promise<HostSvgElement> {
  const { drawMetrics } = await charts();
  return drawMetrics(table, options);
}

/**
 * An error against what it takes: a place for each network, at the medians over the seeds, with a
 * line between the quartiles of the error. Both axes are logarithmic.
 *
 * Throws a `UserError` for an option or a column that there is not, and for one that holds no
 * numbers.
 */
export async function plotCost(table: Table, options: CostOptions): Promise<HostSvgElement> {
  const { drawCost } = await charts();
  return drawCost(table, options);
}

/**
 * A trajectory `[T + 1, C, ...N]`, as a row of `sample_rollout` holds it: in 1D space (upwards) over
 * time, in 2D and 3D states from the first to the last, in 3D the slice through the middle of the third axis.
 *
 * Throws a `UserError` for what is no trajectory, and for a reference of another shape.
 */
export async function plotSampleRollout(
  rollout: NdArray<Floats>,
  options: SampleRolloutOptions = {},
): Promise<HostSvgElement> {
  const { drawSampleRollout } = await charts();
  return drawSampleRollout(rollout, options);
}
