/** Metrics of rollouts, as graph functions, and the same of arrays on the host. */

export type { Aggregate, Normalization } from './channels.js';
export { correlation } from './correlation.js';
export { fourierMetric, h1Metric } from './fourier.js';
export type { FourierMetricOptions } from './fourier-weights.js';
export type { NormOptions } from './of-arrays.js';
export * as ofArrays from './of-arrays.js';
export {
  type Metric,
  type MetricFunction,
  type MetricMaker,
  metrics,
  parseMetric,
  parseReportMetrics,
} from './registry.js';
export { spatialMetric } from './spatial.js';
