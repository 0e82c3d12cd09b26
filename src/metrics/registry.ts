/** The metrics by the names that `report_metrics` uses. */

import { FUNCTION } from '../checks.js';
import { ConfigReader, type Guard, Registry, withoutFields } from '../config/index.js';
import type { Tensor } from '../graph/index.js';
import type { Aggregate, Normalization } from './channels.js';
import { correlation } from './correlation.js';
import { fourierMetric, h1Metric } from './fourier.js';
import { spatialMetric } from './spatial.js';

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

/** From a whole config string to the metric. */
export type MetricMaker = (config: string) => MetricFunction;

const NORMALIZATIONS: readonly (readonly [prefix: string, Normalization])[] = [
  ['', 'absolute'],
  ['n', 'normalized'],
  ['s', 'symmetric'],
];
const AGGREGATES: readonly Aggregate[] = ['MAE', 'MSE', 'RMSE'];

/** Entries for MAE, MSE and RMSE in each of the normalisations. */
function family(
  prefix: string,
  normalizations: typeof NORMALIZATIONS,
  make: (kind: Aggregate, normalization: Normalization) => MetricMaker,
): [name: string, MetricMaker][] {
  return AGGREGATES.flatMap((kind) =>
    normalizations.map(([letter, normalization]): [string, MetricMaker] => [
      `${prefix}${letter}${kind}`,
      make(kind, normalization),
    ]),
  );
}

const plain = (metric: MetricFunction): MetricMaker => withoutFields('metric', metric);

/** `mean_fourier_X;LOW;HIGH;ORDER`: all three are needed, as in the original. */
function fourierMaker(kind: Aggregate, normalization: Normalization): MetricMaker {
  return (config) => {
    const fields = new ConfigReader('metric', config);
    fields.expect(['name', 'LOW', 'HIGH', 'ORDER']);
    const low = fields.count(1, { min: 0 });
    const high = fields.count(2, { min: 0 });
    const derivativeOrder = fields.number(3);
    if (high < low) throw fields.error(2, `HIGH must be at least LOW, ${low}, not ${high}`);
    if (derivativeOrder < 0) {
      throw fields.error(3, `ORDER must be at least 0, not ${derivativeOrder}`);
    }
    const options = { low, high, derivativeOrder };
    return (pred, ref) => fourierMetric(pred, ref, kind, normalization, options);
  };
}

/** The metrics by name, each a maker that takes a whole config string. */
export const metrics = new Registry<MetricMaker>(
  'metric',
  Object.fromEntries([
    ...family('mean_', NORMALIZATIONS, (kind, normalization) =>
      plain((pred, ref) => spatialMetric(pred, ref, kind, normalization)),
    ),
    ...family('mean_fourier_', NORMALIZATIONS.slice(0, 2), fourierMaker),
    ...family('mean_H1_', NORMALIZATIONS.slice(0, 2), (kind, normalization) =>
      plain((pred, ref) => h1Metric(pred, ref, kind, normalization)),
    ),
    ['mean_correlation', plain(correlation)],
  ]),
  { exact: true, door: 'metricExtensions', about: 'report_metrics' },
);

/** The metric, whose numbers are one for each seed. */
function guarded(metric: MetricFunction, guard: Guard): MetricFunction {
  guard.check('the metric', metric, FUNCTION);
  return (pred, ref) => {
    const mean = guard.run(() => metric(pred, ref));
    guard.checkNumbers('the metric', mean, pred.shape.slice(0, 1));
    return mean;
  };
}

/** The metric of one config string. Throws a UserError for what there is not. */
export function parseMetric(config: string): Metric {
  const evaluate = metrics.make(config.split(';')[0]!, config, (make) => make(config), guarded);
  return { config, evaluate };
}

/**
 * The metrics of a `report_metrics` string, separated by commas (blanks are not trimmed), each
 * once.
 */
export function parseReportMetrics(text: string): Metric[] {
  return [...new Set(text.split(','))].map(parseMetric);
}
