/** The metrics by the names that `report_metrics` uses. */

import { FUNCTION } from '../checks.js';
import {
  ConfigReader,
  type Declared,
  type Field,
  type Guard,
  Registry,
  readFields,
  withoutFields,
} from '../config/index.js';
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

/** From a whole config string to the metric; and what there is to say about it. */
export interface MetricMaker extends Declared {
  (config: string): MetricFunction;
}

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

const plain = (meaning: string, metric: MetricFunction): MetricMaker =>
  Object.assign(withoutFields('metric', metric), { meaning });

/** How large a field is, as the formula of an aggregate. */
const SIZES: Readonly<Record<Aggregate, (field: string) => string>> = {
  MAE: (field) => `mean |${field}|`,
  MSE: (field) => `mean |${field}|²`,
  RMSE: (field) => `√(mean |${field}|²)`,
};

/** The formula of a metric of predictions p and references q. */
function formula(kind: Aggregate, normalization: Normalization): string {
  const size = SIZES[kind];
  const error = size('p - q');
  if (normalization === 'absolute') return error;
  if (normalization === 'normalized') return `${error} / ${size('q')}`;
  return `2 ${error} / (${size('p')} + ${size('q')})`;
}

const band = (
  name: string,
  kind: Field['kind'],
  value: Field['default'],
  meaning: string,
): Field => ({ name, kind, default: value, meaning, min: 0, optional: false });

/** All three are needed, as in the original. */
const BAND: readonly Field[] = [
  band('LOW', 'count', 0, 'the lowest mode that counts'),
  band('HIGH', 'count', 5, 'the highest one; at least LOW'),
  band('ORDER', 'number', 0, 'the order of the derivative that is compared; at least 0'),
];

/** `mean_fourier_X;LOW;HIGH;ORDER` */
function fourierMaker(kind: Aggregate, normalization: Normalization): MetricMaker {
  const read = (config: string): MetricFunction => {
    const fields = new ConfigReader('metric', config);
    const [[low, high, derivativeOrder]] = readFields(fields, 'name', BAND);
    if (high! < low!) throw fields.error(2, `HIGH must be at least LOW, ${low}, not ${high}`);
    if (derivativeOrder! < 0) {
      throw fields.error(3, `ORDER must be at least 0, not ${derivativeOrder}`);
    }
    const options = { low: low!, high: high!, derivativeOrder: derivativeOrder! };
    return (pred, ref) => fourierMetric(pred, ref, kind, normalization, options);
  };
  const meaning = `${formula(kind, normalization)}, of the modes of a band and of a derivative`;
  return Object.assign(read, { meaning, fields: BAND });
}

/** The metrics by name, each a maker that takes a whole config string. */
export const metrics = new Registry<MetricMaker>(
  'metric',
  Object.fromEntries([
    ...family('mean_', NORMALIZATIONS, (kind, normalization) =>
      plain(formula(kind, normalization), (pred, ref) =>
        spatialMetric(pred, ref, kind, normalization),
      ),
    ),
    ...family('mean_fourier_', NORMALIZATIONS.slice(0, 2), fourierMaker),
    ...family('mean_H1_', NORMALIZATIONS.slice(0, 2), (kind, normalization) =>
      plain(
        `${formula(kind, normalization)}, and the same of the first derivative, added`,
        (pred, ref) => h1Metric(pred, ref, kind, normalization),
      ),
    ),
    ['mean_correlation', plain('⟨p, q⟩ / (‖p‖ ‖q‖)', correlation)],
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
