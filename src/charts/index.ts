/** What draws charts, and what is drawn. A page loads it, and Observable Plot, when it draws one. */

export { type CostChartOptions, costChart } from './cost-chart.js';
export {
  type Curve,
  type CurveColumns,
  type Curves,
  curveRows,
  curvesOf,
  domainOf,
  isSeen,
  type Quantiles,
  type Scale,
  type Unseen,
  unseenText,
} from './curves.js';
export { drawSvg } from './frame.js';
export { type LineChartOptions, lineChart } from './line-chart.js';
export { type RolloutChartOptions, rolloutChart } from './rollout-chart.js';
export { type TextChartOptions, textChart } from './text-chart.js';
