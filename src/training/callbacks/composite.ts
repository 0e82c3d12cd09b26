/** Several callbacks as one. */

import type { TrainingCallback } from './callback.js';

/** A callback, several, or lists of them. */
export type Callbacks = TrainingCallback | CompositeCallback | readonly Callbacks[];

/** Several callbacks in one (trainax `CompositeCallback`); a list does the same. */
export class CompositeCallback {
  constructor(readonly callbacks: Callbacks) {}
}

/** All of them in their order; of two with the same name the later one's values count. */
export function flatten(callbacks: Callbacks): TrainingCallback[] {
  if (callbacks instanceof CompositeCallback) return flatten(callbacks.callbacks);
  return isList(callbacks) ? callbacks.flatMap(flatten) : [callbacks];
}

const isList = (callbacks: Callbacks): callbacks is readonly Callbacks[] =>
  Array.isArray(callbacks);
