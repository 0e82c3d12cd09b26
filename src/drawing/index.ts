/** What is shown, before anything draws it: colours, ticks, pictures of fields, PNG files. */

export type {
  ChartOptions,
  CostOptions,
  CurveOptions,
  MetricOptions,
  SampleRolloutOptions,
  Scale,
} from './chart-options.js';
export { colour, runColour } from './colours.js';
export { logTicks, tickText } from './log-axis.js';
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
