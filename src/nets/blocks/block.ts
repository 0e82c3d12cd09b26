/**
 * What a block is: a layer that maps a number of channels to another, made by a factory that knows
 * the kind of block and is told the rest. (pdequinox `Block`, `BlockFactory`.)
 */

import { COUNT, checkOptions, FLAG, type Rules } from '../../checks.js';
import type { Activation } from '../activations.js';
import { type Part, part } from '../compose.js';
import { type BiasOptions, type BoundaryMode, convLayer, groupNormLayer } from '../layers/index.js';
import type { Layer } from '../network.js';
import { BIAS, checkContext, SPACING } from '../rules.js';

/** What an assembly of blocks tells each of them. */
export interface BlockContext {
  /** Number of spatial dimensions. */
  readonly numSpatialDims: number;
  /** Of the states that it is applied to. */
  readonly inChannels: number;
  /** Of the states that come out. */
  readonly outChannels: number;
  /** A function, or the name of one. */
  readonly activation: Activation | string;
  /** What lies beyond the ends of the domain. */
  readonly boundaryMode: BoundaryMode;
}

/** Makes a block. Throws a UserError for what can't be. */
export type BlockFactory = (context: BlockContext) => Layer;

/**
 * A factory whose options are checked now, and what it is told of a block when it makes one. Throws
 * a UserError.
 */
export function checkedFactory(
  kind: string,
  options: object,
  rules: Rules,
  build: BlockFactory,
): BlockFactory {
  checkOptions(kind, options, rules);
  return (context) => {
    checkContext(kind, context);
    return build(context);
  };
}

/** What blocks of convolutions have in common. */
export interface ConvBlockOptions extends BiasOptions {
  /** Taps along each axis. Default 3. */
  readonly kernelSize?: number;
  /** Whether there are group norms. */
  readonly useNorm?: boolean;
  /** Groups of their channels. Default 1. */
  readonly numGroups?: number;
}

export const CONV_BLOCK: Rules = { ...BIAS, kernelSize: SPACING, useNorm: FLAG, numGroups: COUNT };

/** One convolution of a block. */
export function convPart(
  name: string,
  [inChannels, outChannels]: readonly [number, number],
  { numSpatialDims, boundaryMode }: BlockContext,
  { kernelSize = 3, useBias, zeroBiasInit }: ConvBlockOptions,
  dilation = 1,
): Part {
  const options = { useBias, zeroBiasInit, dilation, boundaryMode };
  return part(name, convLayer(numSpatialDims, inChannels, outChannels, kernelSize, options));
}

/** One group norm of a block, if it has any. */
export function normPart(
  name: string,
  channels: number,
  { numSpatialDims }: BlockContext,
  { useNorm, numGroups: groups }: ConvBlockOptions,
): Part | null {
  return useNorm === true ? part(name, groupNormLayer(numSpatialDims, channels, { groups })) : null;
}
