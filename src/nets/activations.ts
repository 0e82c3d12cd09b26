/**
 * The activation functions, by the name that stands last in a network's config string:
 * relu, tanh, sigmoid, gelu (the tanh approximation), swish (x · sigmoid(x)) and identity.
 */

import { check, type Rule, textOf } from '../checks.js';
import { Registry } from '../config/index.js';
import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

export type Activation = (x: Tensor) => Tensor;

/** The makers of activations by name; each gets the whole field. */
export const activations = new Registry<(config: string) => Activation>('activation', {
  relu: () => ops.relu,
  tanh: () => ops.tanh,
  sigmoid: () => ops.sigmoid,
  gelu: () => ops.gelu,
  swish: () => ops.swish,
  identity: () => (x) => x,
});

/** The activation of that name (any case). Throws a UserError for a name that is not known. */
export function getActivation(name: string): Activation {
  return activations.get(name)(name);
}

const ACTIVATION: Rule = {
  allowed: 'a function of a tensor, or the name of one',
  fits: (value) => typeof value === 'function' || typeof value === 'string',
};

/**
 * An activation itself, or the name of one. Throws a UserError for what is neither, and when it is
 * applied and gives no tensor of the same shape.
 */
export function activationOf(activation: Activation | string): Activation {
  check('an activation', activation, ACTIVATION);
  if (typeof activation === 'string') return getActivation(activation);
  return (x) => {
    const y = activation(x);
    if (String(y?.shape) === String(x.shape)) return y;
    const given = y?.shape ? `one of [${y.shape.join(', ')}]` : textOf(y);
    throw new UserError(
      `an activation must give a tensor of the same shape, [${x.shape.join(', ')}], not ${given}`,
    );
  };
}
