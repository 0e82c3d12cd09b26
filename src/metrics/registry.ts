/** The metrics by the names that `report_metrics` uses. */

import { Registry, withoutFields } from '../config/index.js';
import type { Tensor } from '../graph/index.js';
import { type Aggregate, type Normalization, spatialMetric } from './spatial.js';

/**
 * Predictions and references `[E, B, C, ...space]` in, the mean over the batch `[E, 1, 1, ...]`
 * out.
 */
export type MetricFunction = (pred: Tensor, ref: Tensor) => Tensor;

/** A metric as it was asked for; `config` names its column. */
export interface Metric {
  readonly config: string;
  readonly evaluate: MetricFunction;
}

const NORMALIZATIONS: readonly (readonly [prefix: string, Normalization])[] = [
  ['', 'absolute'],
  ['n', 'normalized'],
  ['s', 'symmetric'],
];
const AGGREGATES: readonly Aggregate[] = ['MAE', 'MSE', 'RMSE'];

/** `mean_MAE`, `mean_nMAE`, …: each takes a whole config string. */
export const metrics = new Registry<(config: string) => MetricFunction>(
  'metric',
  Object.fromEntries(
    AGGREGATES.flatMap((kind) =>
      NORMALIZATIONS.map(([prefix, normalization]) => [
        `mean_${prefix}${kind}`,
        withoutFields<MetricFunction>('metric', (pred, ref) =>
          spatialMetric(pred, ref, kind, normalization),
        ),
      ]),
    ),
  ),
  { exact: true, notYet: /^mean_(correlation|(fourier|H1)_n?(MAE|MSE|RMSE))$/ },
);

/** The metric of one config string. Throws a UserError for what there is not. */
export function parseMetric(config: string): Metric {
  return { config, evaluate: metrics.get(config.split(';')[0]!)(config) };
}

/** The metrics of a `report_metrics` string, separated by commas (blanks are not trimmed). */
export function parseReportMetrics(text: string): Metric[] {
  return text.split(',').map(parseMetric);
}
