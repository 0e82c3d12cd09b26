/** Distributions of initial conditions. */

export { ClampedInitialCondition } from './clamp.js';
export { DiffusedNoise, type DiffusedNoiseOptions } from './diffused-noise.js';
export { type DiscontinuitiesOptions, RandomDiscontinuities } from './discontinuities.js';
export { type FourierOptions, RandomTruncatedFourierSeries } from './fourier.js';
export { type GaussianBlobsOptions, RandomGaussianBlobs } from './gaussian-blobs.js';
export { GaussianRandomField, type GaussianRandomFieldOptions } from './gaussian-random-field.js';
export { buildIcSet, GENERATOR, type InitialConditionGenerator, type Range } from './generator.js';
export { MultiChannelInitialCondition } from './multi-channel.js';
export type { NormalizeOptions, SizeOptions } from './normalize.js';
export {
  type AllChannels,
  type ChannelReader,
  canonicalIcConfig,
  guardGenerator,
  initialConditions,
  parseIcConfig,
} from './parse.js';
export { ScaledInitialCondition } from './scaled.js';
export { RandomSineWaves1d, type SineWavesOptions } from './sine-waves.js';
