/** The scenarios that fit no row of the catalogue. */

export { DecayingTurbulence, KolmogorovFlow } from './flow.js';
export {
  AnisotropicDiffusion,
  DiagonalDiffusion,
  SpatiallyMixedDispersion,
  SpatiallyMixedHyperDiffusion,
  UnbalancedAdvection,
} from './linear.js';
export { Poisson } from './poisson.js';
export { GrayScott, GrayScottType, SwiftHohenberg } from './reaction.js';
