/** What options of layers, blocks and architectures may be, checked when these are made. */

import {
  COUNT,
  checkOptions,
  FLAG,
  LATER,
  listOf,
  type Rule,
  type Rules,
  required,
  wholeFrom,
} from '../checks.js';
import { type Activation, activationOf } from './activations.js';
import { type BoundaryMode, boundaryOf } from './boundary.js';

/** How many hidden layers, blocks and coarser grids there may be; beyond lie only mistakes. */
export const DEPTH = { min: 0, max: 10_000 };
export const BLOCKS = { min: 1, max: 10_000 };
export const LEVELS = { min: 0, max: 20 };

/** Of a number within such limits. */
export const within = (limits: { readonly min: number; readonly max: number }): Rule =>
  wholeFrom(limits.min, limits.max);

/** Of points from one tap of a kernel to the next, from one that is kept to the next, and taps. */
export const SPACING: Rule = wholeFrom(1, 1 << 20);

/** The numbers of axes of space that networks know; without one there are channels alone. */
export const NET_DIMS: Rule = wholeFrom(0, 3);

/** Of what has a bias. */
export const BIAS: Rules = { useBias: FLAG, zeroBiasInit: FLAG };

/** One count, or several. */
export const COUNTS: Rule = {
  allowed: `${COUNT.allowed}, or a list of them`,
  fits: (value) => COUNT.fits(value) || listOf(COUNT).fits(value),
};

const CONTEXT: Rules = {
  numSpatialDims: required(NET_DIMS),
  inChannels: required(COUNT),
  outChannels: required(COUNT),
  activation: LATER,
  boundaryMode: LATER,
};

/** Options of a block or an architecture: what all of them are told, and its own. */
export function checkContext<
  T extends { readonly activation?: Activation | string; readonly boundaryMode?: BoundaryMode },
>(kind: string, options: T, own: Rules = {}): void {
  checkOptions(kind, options, { ...CONTEXT, ...own });
  const { activation, boundaryMode } = options;
  if (activation !== undefined) activationOf(activation);
  if (boundaryMode !== undefined) boundaryOf(boundaryMode);
}
