/**
 * What a network is: a list of parameters in the original's pytree leaf order and a function from
 * those parameters and an input to an output, written once for one, two and three dimensions.
 *
 * A network holds no numbers. Its parameters are drawn from a key (`initialise`), live as state
 * tensors of a program, and carry the seeds that train side by side on their leading axis.
 */

import type { Tensor } from '../graph/index.js';
import type { Key, RandomOptions } from '../random/index.js';

/** One array leaf of a network. */
export interface Parameter {
  /** The leaf's path as weight files name it: `layers.0.weight`. */
  readonly path: string;
  /** The shape without the ensemble axis. */
  readonly shape: readonly number[];
  /** The initial values (float32, row-major) that the original draws from the network's key. */
  init(key: Key, options?: RandomOptions): Float32Array;
}

/** How far a value of the output depends on the input, per axis: points before, points after. */
export type ReceptiveField = readonly (readonly [before: number, after: number])[];

/** A part of a network: parameters, and the function that consumes exactly those. */
export interface Layer {
  readonly parameters: readonly Parameter[];
  readonly receptiveField: ReceptiveField;
  /** Whether the original gives the receptive field in ints (an MLP's), not in floats. */
  readonly integerReceptiveField?: boolean;
  /** `params[i]` is `[E, ...parameters[i].shape]`, `x` is `[E, B, C, ...N]`. */
  apply(params: readonly Tensor[], x: Tensor): Tensor;
}

/** The grid that a network is made for. */
export interface NetworkShape {
  readonly numSpatialDims: number;
  readonly numPoints: number;
  readonly numChannels: number;
}

/** A network made from its config string. */
export interface Network extends Layer, NetworkShape {
  readonly config: string;
  readonly parameterCount: number;
}

/** The initial parameters of `network`, in leaf order, one array per leaf. */
export function initialise(network: Network, key: Key, options?: RandomOptions): Float32Array[] {
  return network.parameters.map((parameter) => parameter.init(key, options));
}

/** The parameters of a layer as they stand inside a larger network. */
export function nest(
  path: string,
  layer: Layer,
  keyOf: (key: Key, options?: RandomOptions) => Key,
): Parameter[] {
  return layer.parameters.map((parameter) => ({
    path: path === '' ? parameter.path : `${path}.${parameter.path}`,
    shape: parameter.shape,
    init: (key, options) => parameter.init(keyOf(key, options), options),
  }));
}

/** Hands out the tensors of consecutive layers from one flat list. */
export function takeFrom(params: readonly Tensor[]): (layer: Layer) => readonly Tensor[] {
  let next = 0;
  return (layer) => {
    const start = next;
    next += layer.parameters.length;
    return params.slice(start, next);
  };
}

/** The receptive field of layers applied one after the other: they add up. */
export function chainReceptiveFields(
  fields: readonly ReceptiveField[],
  dims: number,
): ReceptiveField {
  return Array.from({ length: dims }, (_, axis) => {
    let before = 0;
    let after = 0;
    for (const field of fields) {
      before += field[axis][0];
      after += field[axis][1];
    }
    return [before, after] as const;
  });
}
