/** What draws charts, and what is drawn. A page loads it, and Observable Plot, when it draws one. */

export { drawCost, drawLoss, drawMetrics, drawSampleRollout } from './checked.js';
export {
  curveRows,
  curvesOf,
  domainOf,
} from './curves.js';
export { drawSvg } from './frame.js';
export { textChart } from './text-chart.js';
