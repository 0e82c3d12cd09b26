/**
 * What a network is: a list of parameters in the original's pytree leaf order and a function from
 * those parameters and an input to an output, written once for one, two and three dimensions.
 *
 * A network holds no numbers. Its parameters are drawn from a key (`init`), live as state
 * tensors of a program, and carry the seeds that train side by side on their leading axis.
 */

import { sizeOf } from '../arrays.js';
import { COUNT, check, FUNCTION, listOf, type Rule, requireMemory, TEXT } from '../checks.js';
import type { Tensor } from '../graph/index.js';
import type { Key, RandomOptions } from '../random/index.js';

/** One array leaf of a network. */
export interface Parameter {
  /** The leaf's path as weight files name it: `layers.0.weight`. */
  readonly path: string;
  /** The shape without the ensemble axis. */
  readonly shape: readonly number[];
}

/** A whole number that the original's network holds among its parameters, and its weight files. */
export interface NumberLeaf {
  /** Where it stands in the original's tree. */
  readonly path: string;
  /** The number. */
  readonly value: number;
}

/** Whole numbers by their names, `name.i` for each of a list. */
export function numberLeaves(
  numbers: Readonly<Record<string, number | readonly number[]>>,
): NumberLeaf[] {
  return Object.entries(numbers).flatMap(([path, given]) =>
    typeof given === 'number'
      ? [{ path, value: given }]
      : given.map((value, i) => ({ path: `${path}.${i}`, value })),
  );
}

/** How far a value of the output depends on the input, per axis: points before, points after. */
export type ReceptiveField = readonly (readonly [before: number, after: number])[];

/** One layer at work inside a larger one. */
export interface Application {
  /** Where it stands: `blocks.0.conv_1`. */
  readonly path: string;
  /** What was applied. */
  readonly layer: Layer;
  /** What it was applied to, `[seeds, batch, channels, ...space]`. */
  readonly input: Tensor;
  /** What it gave. */
  readonly output: Tensor;
}

/** Is told of every innermost layer that is applied, in the order of their application. */
export type Watch = (application: Application) => void;

/** A part of a network, or a whole one: parameters, and the function that consumes exactly those. */
export interface Layer {
  /** What it is, in a few words; of layers that are made of others, those say it. */
  readonly kind?: string;
  /** Its parameters, in the order of weight files. */
  readonly parameters: readonly Parameter[];
  /**
   * The parameters in their order, and the whole numbers that stand between them in the original's
   * weight files; without it there are none.
   */
  readonly leaves?: readonly (Parameter | NumberLeaf)[];
  /**
   * As the original counts it: reaches of convolutions add up; what a group norm mixes does not
   * count, though it takes its mean over the whole sample.
   */
  readonly receptiveField: ReceptiveField;
  /** Whether the original gives the receptive field in ints (an MLP's), not in floats. */
  readonly integerReceptiveField?: boolean;
  /** The initial values (float32, row-major) of the parameters, as the original draws them. */
  init(key: Key, options?: RandomOptions): Float32Array[];
  /** `params[i]` is `[E, ...parameters[i].shape]`, `x` is `[E, B, C, ...N]`. */
  apply(params: readonly Tensor[], x: Tensor, watch?: Watch): Tensor;
}

const PARAMETER: Rule = {
  allowed: '{ path, shape }',
  fits(value) {
    const { path, shape } = (value ?? {}) as Partial<Parameter>;
    return TEXT.fits(path) && listOf(COUNT).fits(shape);
  },
};

const PARAMETRIC: Rule = {
  allowed: 'a layer or a network',
  fits: (value) => listOf(PARAMETER).fits((value as Partial<Layer> | null | undefined)?.parameters),
};

/** Of what has parameters that can be drawn, and can be applied. */
export const DRAWABLE: Rule = {
  allowed: '{ parameters: [{ path, shape }], init, apply } as layers and blocks are',
  fits(value) {
    const { parameters, init, apply } = (value ?? {}) as Partial<Layer>;
    return listOf(PARAMETER).fits(parameters) && [init, apply].every(FUNCTION.fits);
  },
};

/** The grid that a network is made for. */
export interface NetworkShape {
  /** Number of spatial dimensions. */
  readonly numSpatialDims: number;
  /** Grid points along each axis. */
  readonly numPoints: number;
  /** Channels of a state. */
  readonly numChannels: number;
}

/** A network made from its config string. */
export interface Network extends Layer, NetworkShape {
  /** Its config string. */
  readonly config: string;
  /** How many weights it has. */
  readonly parameterCount: number;
}

/** The number of trainable parameters (pdequinox `count_parameters`). */
export function countParameters(layer: Pick<Layer, 'parameters'>): number {
  check('what has parameters', layer, PARAMETRIC);
  const { parameters } = layer;
  return parameters.reduce((n, { shape }) => n + sizeOf(shape), 0);
}

/**
 * The initial parameters of `layer`, in leaf order, one array per leaf. Throws a UserError where
 * they would not fit in memory.
 */
export function initialise(
  layer: Pick<Layer, 'parameters' | 'init'>,
  key: Key,
  options?: RandomOptions,
): Float32Array[] {
  requireMemory('the parameters of the network', [countParameters(layer)]);
  return layer.init(key, options);
}
