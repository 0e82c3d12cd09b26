/** What is shown, before anything draws it: colours, ticks, pictures of fields, PNG files. */

export type {
  ChartOptions,
  CostOptions,
  CurveOptions,
  MetricOptions,
  SampleRolloutOptions,
  Scale,
} from './chart-options.js';
export { colour } from './colours.js';
export { linearTicks } from './linear-axis.js';
export { logTicks } from './log-axis.js';
export {
  type Limits,
  levelOf,
  NOT_FINITE,
  type Picture,
  pictureOf,
  TOP_LEVEL,
} from './pictures.js';
export { type Plane, type PlaneChoice, planeOf } from './planes.js';
export { encodePng, type IndexedImage } from './png.js';
export { runColour, runDash } from './run-styles.js';
export { countUnseen, isSeen, type Unseen, unseenText, widened } from './scales.js';
export { linearTickText, tickText } from './tick-text.js';
