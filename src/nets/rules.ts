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

/** Of what has a bias. */
export const BIAS: Rules = { useBias: FLAG, zeroBiasInit: FLAG };

/** One count, or several. */
export const COUNTS: Rule = {
  allowed: `${COUNT.allowed}, or a list of them`,
  fits: (value) => COUNT.fits(value) || listOf(COUNT).fits(value),
};

const CONTEXT: Rules = {
  numSpatialDims: required(wholeFrom(0)),
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
