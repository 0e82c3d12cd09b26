/** Several callbacks as one. */

import { check } from '../../checks.js';
import { CALLBACK, type TrainingCallback } from './callback.js';

/** A callback, several, or lists of them. */
export type Callbacks = TrainingCallback | CompositeCallback | readonly Callbacks[];

/** Several callbacks in one (trainax `CompositeCallback`); a list does the same. */
export class CompositeCallback {
  /** Throws a UserError for what is no callback. */
  constructor(
    /** Those that are asked. */
    readonly callbacks: Callbacks,
  ) {
    flatten(callbacks);
  }
}

/**
 * All of them in their order; of two with the same name the later one's values count. Throws a
 * UserError for what is no callback.
 */
export function flatten(callbacks: Callbacks): TrainingCallback[] {
  if (callbacks instanceof CompositeCallback) return flatten(callbacks.callbacks);
  if (isList(callbacks)) return callbacks.flatMap(flatten);
  check('a callback', callbacks, CALLBACK);
  return [callbacks];
}

const isList = (callbacks: Callbacks): callbacks is readonly Callbacks[] =>
  Array.isArray(callbacks);
