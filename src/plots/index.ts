/**
 * Charts of long tables and of rollouts, as SVG elements: in Node with the text in `outerHTML`, in a
 * page to be put into it. What draws them, Observable Plot, is loaded when a chart is asked for.
 */

import { type Floats, float64Of, type NdArray } from '../arrays.js';
import type { Scale } from '../charts/index.js';
import {
  COUNT,
  check,
  checkNdArray,
  checkOptions,
  NAMES,
  OBJECT,
  oneOf,
  POSITIVE,
  type Rule,
  type Rules,
  range,
  required,
  TEXT,
  TEXTS,
  wholeFrom,
} from '../checks.js';
import { UserError } from '../errors.js';
import type { HostDocument, HostSvgElement } from '../host-types.js';
import { TABLE, type Table } from '../tables/index.js';

interface ChartOptions {
  /** Above the chart. */
  readonly title?: string;
  /** In pixels; default 640. */
  readonly width?: number;
  /** The document that the element is made in: by default the page's, in Node one of linkedom. */
  readonly document?: HostDocument;
}

export interface CurveOptions extends ChartOptions {
  /**
   * The column or columns that tell curves apart. By default `net`, and whatever else tells the
   * experiments of the table apart, as in `pivotMedian`.
   */
  readonly hue?: string | readonly string[];
  /** The curves to draw, in this order, and their colours with it; all by default. */
  readonly labels?: readonly string[];
  /** Of the y axis. Default `log`. */
  readonly scale?: Scale;
  /** The ends of the y axis. */
  readonly yLim?: readonly [number, number];
  /** In pixels; default 300. */
  readonly height?: number;
}

export interface MetricOptions extends CurveOptions {
  /** The column of the metric. Default `mean_nRMSE`. */
  readonly value?: string;
}

export interface CostOptions extends ChartOptions {
  /** The column of the cost, as `parameters` or `seconds`. */
  readonly cost: string;
  /** The column of the error. Default `gmean_mean_nRMSE`, as `aggregateGmean` gives it. */
  readonly value?: string;
  readonly hue?: string | readonly string[];
  readonly labels?: readonly string[];
  /** In pixels; default 300. */
  readonly height?: number;
}

export interface SampleRolloutOptions extends ChartOptions {
  /** The trajectory of the solver from the same initial state: it is shown, and the error. */
  readonly reference?: NdArray<Floats>;
  /** The values of the deepest blue and red. By default as far as the reference goes, or else the prediction, around 0. */
  readonly vlim?: readonly [number, number];
  /** Default 0. */
  readonly channel?: number;
  /** How many states are shown in 2D and 3D. Default 5. */
  readonly frames?: number;
}

const CHART: Rules = { title: TEXT, width: POSITIVE, document: OBJECT };
const LABELLED: Rules = { ...CHART, hue: NAMES, labels: TEXTS, height: POSITIVE };
const LIMITS: Rule = {
  allowed: '[low, high], two finite numbers with low < high',
  fits: (value) => range().fits(value) && (value as number[])[0]! < (value as number[])[1]!,
};
const CURVES: Rules = { ...LABELLED, scale: oneOf('log', 'linear'), yLim: LIMITS };
const METRICS: Rules = { ...CURVES, value: TEXT };
const COST: Rules = { ...LABELLED, cost: required(TEXT), value: TEXT };
const ROLLOUT: Rules = {
  ...CHART,
  ...{ reference: OBJECT, vlim: LIMITS, channel: wholeFrom(0), frames: COUNT },
};

async function curves(
  table: Table,
  x: string,
  y: string,
  { scale = 'log', yLim, ...options }: CurveOptions,
): Promise<HostSvgElement> {
  if (scale === 'log' && yLim !== undefined && yLim[0] <= 0) {
    throw new UserError(`yLim of a logarithmic axis must begin above 0, not at ${yLim[0]}`);
  }
  const { lineChart } = await import('../charts/index.js');
  return lineChart(table, { ...options, x, y, scale, yLim });
}

/**
 * The recorded losses over the updates, of a table as `meltLoss` gives it: of each curve the median
 * over the seeds, with a band between the quartiles and one from the least to the greatest.
 *
 * NaN is left out, infinities count, and what the axis has no place for is said below the chart.
 *
 * Throws a `UserError` for an option or a column that there is not.
 */
export async function plotLoss(table: Table, options: CurveOptions = {}): Promise<HostSvgElement> {
  check('table', table, TABLE);
  checkOptions('chart', options, CURVES);
  return curves(table, 'update_step', 'train_loss', options);
}

/** A metric of the test rollout over the time steps, of a table as `meltMetrics` gives it. */
export async function plotMetrics(
  table: Table,
  options: MetricOptions = {},
): Promise<HostSvgElement> {
  check('table', table, TABLE);
  checkOptions('chart', options, METRICS);
  const { value = 'mean_nRMSE', ...rest } = options;
  return curves(table, 'time_step', value, rest);
}

/** An error against what it takes: a place for each network, at the medians over the seeds. */
export async function plotCost(table: Table, options: CostOptions): Promise<HostSvgElement> {
  check('table', table, TABLE);
  checkOptions('chart', options, COST);
  const { costChart } = await import('../charts/index.js');
  return costChart(table, { value: 'gmean_mean_nRMSE', ...options });
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
  checkOptions('chart', options, ROLLOUT);
  const { reference, channel = 0 } = options;
  checkTrajectory('the rollout', rollout);
  if (reference !== undefined) {
    checkTrajectory('the reference', reference);
    if (String(reference.shape) !== String(rollout.shape)) {
      const [own, other] = [rollout, reference].map(({ shape }) => `[${shape.join(', ')}]`);
      throw new UserError(`the reference has the shape ${other}, and the rollout ${own}`);
    }
  }
  const channels = rollout.shape[1]!;
  check('channel', channel, wholeFrom(0, channels - 1));
  const { rolloutChart } = await import('../charts/index.js');
  return rolloutChart(float64Of(rollout), options);
}

function checkTrajectory(what: string, array: NdArray<Floats>): void {
  checkNdArray(what, array);
  const { shape } = array;
  const space = shape.slice(2);
  if (space.length >= 1 && space.length <= 3 && space.every((extent) => extent === space[0]))
    return;
  throw new UserError(
    `${what} must be [states, channels, ...space] with 1 to 3 equal axes of space, ` +
      `not [${shape.join(', ')}]`,
  );
}
