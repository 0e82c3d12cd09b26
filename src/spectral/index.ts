/** Grids, wavenumbers and operators of periodic domains, all on the host and in f64. */

export type { Domain } from './domain.js';
export { type GridOptions, makeGrid } from './grid.js';
export { irfftn, rfftn } from './host-fft.js';
export { dealiasingCutoff, lowPassMask, oddballMask } from './masks.js';
export {
  axisWavenumbers,
  modeShape,
  spatialShape,
  wavenumbers,
  wholePower,
} from './modes.js';
export {
  combination,
  complexProduct,
  derivativeOperator,
  gradientInnerProductOperator,
  identityOperator,
  laplaceOperator,
  powerOperator,
} from './operators.js';
export { type ScalingMode, scalingArray } from './scaling.js';
export { type StateParts, stateParts } from './state.js';
