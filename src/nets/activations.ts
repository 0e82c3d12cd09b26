/**
 * The activation functions, by the name that stands last in a network's config string:
 * relu, tanh, sigmoid, gelu (the tanh approximation), swish (x · sigmoid(x)) and identity.
 */

import { check, type Rule, textOf } from '../checks.js';
import { Registry } from '../config/index.js';
import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';

/** A function of each value, by ops. */
export type Activation = (x: Tensor) => Tensor;

/** From the whole field to an activation; and what there is to say about it. */
export interface ActivationType {
  (config: string): Activation;
  /** Its formula. */
  readonly meaning?: string;
}

const declared = (meaning: string, activation: Activation): ActivationType =>
  Object.assign(() => activation, { meaning });

const builtIn: Readonly<Record<string, ActivationType>> = {
  relu: declared('max(x, 0)', ops.relu),
  tanh: declared('tanh(x)', ops.tanh),
  sigmoid: declared('1 / (1 + exp(-x))', ops.sigmoid),
  gelu: declared('x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))', ops.gelu),
  swish: declared('x · sigmoid(x)', ops.swish),
  identity: declared('x', (x) => x),
};

/** The activations by name. */
export const activations = new Registry<ActivationType>('activation', builtIn, {
  door: 'activationExtensions',
  about: 'net',
});

/** The activation of that name (any case). Throws a UserError for a name that is not known. */
export function getActivation(name: string): Activation {
  return activations.make(
    name,
    name,
    (make) => make(name),
    (activation, guard) => guard.keepingShape('the activation', activation),
  );
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
