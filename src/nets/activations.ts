/**
 * The activation functions, by the name that stands last in a network's config string:
 * relu, tanh, sigmoid, gelu (the tanh approximation), swish (x · sigmoid(x)) and identity.
 */

import { ownEntry } from '../config/own-entry.js';
import { unknownName } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

export type Activation = (x: Tensor) => Tensor;

/** From name to a maker of activations, which gets the whole field. Users may add their own. */
export const activationFnDict: Record<string, (config: string) => Activation> = {
  relu: () => ops.relu,
  tanh: () => ops.tanh,
  sigmoid: () => ops.sigmoid,
  gelu: () => ops.gelu,
  swish: () => ops.swish,
  identity: () => (x) => x,
};

/** The activation of that name (any case). Throws a UserError for a name that is not known. */
export function getActivation(name: string): Activation {
  const make = ownEntry(activationFnDict, name.toLowerCase());
  if (make === undefined) throw unknownName('activation', name, Object.keys(activationFnDict));
  return make(name);
}
