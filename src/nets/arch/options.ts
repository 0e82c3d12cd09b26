/** The arguments that the architectures have in common. */

import type { Activation } from '../activations.js';
import type { BoundaryMode } from '../layers/index.js';

/** What every network takes. */
export interface ArchOptions {
  /** Axes of space. */
  readonly numSpatialDims: number;
  /** Channels of a state. */
  readonly inChannels: number;
  /** Channels of what it gives. */
  readonly outChannels: number;
  /** A function, or the name of one. Default 'relu', of `fno` 'gelu'. */
  readonly activation?: Activation | string;
  /** Default 'periodic'. */
  readonly boundaryMode?: BoundaryMode;
}

/** The arguments of a config string: as many channels out as in, periodic. */
export function configOptions({
  shape: { numSpatialDims, numChannels },
  activation,
}: {
  readonly shape: { readonly numSpatialDims: number; readonly numChannels: number };
  readonly activation: Activation;
}) {
  return { numSpatialDims, inChannels: numChannels, outChannels: numChannels, activation };
}
