/**
 * The layers that blocks and architectures are built from, with the initialisation of Equinox and
 * pdequinox. Weights are float32 and equal the original's bit for bit; normal draws pass through
 * log1p and agree to 4 ulp.
 *
 * @module
 */

export type { BoundaryMode, BoundaryName } from '../boundary.js';
export {
  type ConvCommonOptions,
  type ConvLayerOptions,
  type ConvTransposeLayerOptions,
  convLayer,
  convTransposeLayer,
  pointwiseLayer,
} from './conv.js';
export { groupNormLayer } from './group-norm.js';
export type { BiasOptions } from './initial-values.js';
export { linearLayer } from './linear.js';
export { maxModes, spectralConvLayer } from './spectral-conv.js';
