/** Metrics of rollouts, as graph functions. */

export {
  type Metric,
  type MetricFunction,
  metrics,
  parseMetric,
  parseReportMetrics,
} from './registry.js';
export { type Aggregate, type Normalization, spatialMetric } from './spatial.js';
