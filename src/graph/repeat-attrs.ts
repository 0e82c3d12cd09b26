/** What the op `repeat` is told: a loop in a program. */

import type { Graph, Tensor } from './tensor.js';

/** The attributes of the op `repeat` (ops/repeat.ts): a loop. */
export interface RepeatAttrs {
  /** Number of turns. */
  n: number;
  /** What each turn does. */
  body: Graph;
  /** Leaves of the body, in the order of the node's inputs: carried, sliced, captured. */
  carry: Tensor[];
  /** Leaves of the body of which each turn has its own part. */
  slices: Tensor[];
  /** Leaves of the body that are the same in each turn. */
  captures: Tensor[];
  /** Results of the body: the next carries, and what is stacked. */
  next: Tensor[];
  /** Results of the body that are stacked. */
  outputs: Tensor[];
  /** Slices are read and outputs written from the last to the first. */
  reverse: boolean;
  /** Whether differentiation keeps the turns, or makes them anew. */
  gradient: 'save' | 'recompute';
}
