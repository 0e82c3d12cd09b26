/** The options of charts. They stand apart from what draws: its types are not for who only asks. */

import type { Floats, NdArray } from '../arrays.js';
import type { HostDocument } from '../host-types.js';

/** Of an axis. */
export type Scale = 'log' | 'linear';

/** What every chart may be told. */
export interface ChartOptions {
  /** Above the chart. */
  readonly title?: string;
  /** In pixels; default 640. */
  readonly width?: number;
  /** The document that the element is made in: by default the page's, in Node one of linkedom. */
  readonly document?: HostDocument;
}

/** What charts of lines may be told. */
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

/** For `plotMetrics`. */
export interface MetricOptions extends CurveOptions {
  /** The column of the metric. Default `mean_nRMSE`. */
  readonly value?: string;
}

/** For `plotCost`. */
export interface CostOptions extends ChartOptions {
  /** The column of the cost, as `parameters` or `seconds`. */
  readonly cost: string;
  /** The column of the error. Default `gmean_mean_nRMSE`, as `aggregateGmean` gives it. */
  readonly value?: string;
  /** A column, or several, whose values give the colours. */
  readonly hue?: string | readonly string[];
  /** What stands beside the points, in the order of the rows. */
  readonly labels?: readonly string[];
  /** In pixels; default 300. */
  readonly height?: number;
}

/** For `plotSampleRollout`. */
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
