/**
 * Grids, wavenumbers and operators of periodic domains, and tools for states as arrays, all on the
 * host and in f64.
 */

export {
  type CoefficientOptions,
  fft,
  getFourierCoefficients,
  getSpectrum,
  ifft,
} from './coefficients.js';
export { derivative, makeIncompressible } from './derivatives.js';
export type { Domain } from './domain.js';
export { type GridOptions, makeGrid, wrapBc } from './grid.js';
export { irfftn, rfftn } from './host-fft.js';
export { dealiasingCutoff, lowPassMask, oddballMask } from './masks.js';
export type { Indexing } from './meshgrid.js';
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
export {
  FourierInterpolator,
  getModesSlices,
  type ModesSlice,
  mapBetweenResolutions,
} from './resolution.js';
export { type ScalingMode, scalingArray } from './scaling.js';
export { type StateParts, stateParts } from './state.js';
