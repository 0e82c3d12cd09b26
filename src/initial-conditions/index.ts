/** Distributions of initial conditions. */

export { ClampedInitialCondition } from './clamp.js';
export { type FourierOptions, TruncatedFourierSeries } from './fourier.js';
export { buildIcSet, type InitialConditionGenerator } from './generator.js';
export { MultiChannelInitialCondition } from './multi-channel.js';
export {
  type AllChannels,
  type ChannelReader,
  initialConditions,
  parseIcConfig,
} from './parse.js';
