/**
 * What an architecture is: a declaration of the fields of its config string, from which lists,
 * forms and checks are made, and how a network is made from their values.
 */

import type { UserError } from '../errors.js';
import type { Activation } from './activations.js';
import type { Layer, NetworkShape } from './network.js';

/** A field between the architecture's name and its activation: a whole number. */
export interface ArchitectureField {
  /** What lists, forms and messages call it: 'hidden channels'. */
  readonly name: string;
  /** Its value in the example of the architecture. */
  readonly default: number;
  /** What it is, in a few words. */
  readonly meaning: string;
  /** The smallest value. Default 1. */
  readonly min?: number;
  /** The largest value, whatever the grid. */
  readonly max?: number;
}

/** What an architecture is built from. */
export interface ArchitectureContext {
  /** Of the states. */
  readonly shape: NetworkShape;
  /** The one that the config string names. */
  readonly activation: Activation;
  /** The values of the fields, in their order and within their limits. */
  readonly values: readonly number[];
  /** An error that points at the field with this place in `values`, for limits of the grid. */
  refuse(field: number, message: string): UserError;
}

/** An architecture: what it is, what its fields are, and how a network is made from them. */
export interface Architecture {
  /** As documents spell its name, where that is not the key that it is registered under. */
  readonly label?: string;
  /** What it is, in a few words. */
  readonly meaning: string;
  /** The fields after the name; the activation comes behind them. */
  readonly fields: readonly ArchitectureField[];
  /** The activation of the example. Default 'relu'. */
  readonly defaultActivation?: string;
  /** The activation may be left out, and is then the identity. */
  readonly activationOptional?: boolean;
  /** Makes the network's layer of the values of its fields. */
  build(context: ArchitectureContext): Layer;
}

/**
 * An architecture that reads its config string by itself, whatever that holds (apebench
 * `architecture_dict`): from the whole string and the states to a layer. The activation is that of
 * the last field; where that names none it is an error to apply it.
 */
export interface ArchitectureFunction {
  (
    config: string,
    numSpatialDims: number,
    numPoints: number,
    numChannels: number,
    activation: Activation,
  ): Layer;
  /** What it is, in a few words. */
  readonly meaning?: string;
}

/** A field of a config string for who lists them or makes a form, the activation among them. */
export interface FieldDescription {
  readonly name: string;
  readonly kind: 'count' | 'activation';
  readonly default: number | string;
  readonly meaning: string;
  /** Of a count. */
  readonly min?: number;
  readonly max?: number;
  /** Whether it may be left out. */
  readonly optional: boolean;
}

export interface ArchitectureDescription {
  /** The key that it is registered under. */
  readonly name: string;
  readonly meaning: string;
  readonly fields: readonly FieldDescription[];
  /** A config string of it: the defaults of its fields. */
  readonly example: string;
}

/** An architecture as its declaration tells it. `name` is the key that it is registered under. */
export function describeArchitecture(
  name: string,
  architecture: Architecture | ArchitectureFunction,
): ArchitectureDescription {
  if (typeof architecture === 'function') {
    return { name, meaning: architecture.meaning ?? '', fields: [], example: name };
  }
  const {
    label = name,
    meaning,
    fields,
    defaultActivation = 'relu',
    activationOptional = false,
  } = architecture;
  return {
    name,
    meaning,
    fields: [
      ...fields.map(({ min = 1, ...field }) => ({
        ...field,
        kind: 'count' as const,
        min,
        optional: false,
      })),
      {
        name: 'activation',
        kind: 'activation',
        default: defaultActivation,
        meaning: 'see `list activations`',
        optional: activationOptional,
      },
    ],
    example: [label, ...fields.map((field) => field.default), defaultActivation].join(';'),
  };
}
