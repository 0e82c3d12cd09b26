/**
 * Layers made of layers: their parameters under a common roof, their keys, and what is done to a
 * state by calling them.
 */

import {
  check,
  checkOptions,
  FUNCTION,
  listOf,
  type Rule,
  type Rules,
  required,
} from '../checks.js';
import type { Tensor } from '../graph/index.js';
import { type Key, type RandomOptions, split } from '../random/index.js';
import {
  DRAWABLE,
  type Layer,
  type NumberLeaf,
  type Parameter,
  type ReceptiveField,
  type Watch,
} from './network.js';

/** A layer inside another one, under the name that it has there. */
export interface Part {
  /** By which weight files know it. */
  readonly name: string;
  /** What it does. */
  readonly layer: Layer;
}

export const LAYER: Rule = {
  allowed: `a layer, ${DRAWABLE.allowed}, with a receptiveField`,
  fits: (value) => DRAWABLE.fits(value) && Array.isArray((value as Layer).receptiveField),
};

/** Throws a UserError for what is no layer. */
export function part(name: string, layer: Layer): Part {
  check(`part '${name}'`, layer, LAYER);
  return { name, layer };
}

const PARTS: Rule = {
  allowed: 'a list of one part or more, as part(name, layer) makes them',
  fits: (value) =>
    Array.isArray(value) &&
    value.some((one) => one !== null) &&
    value.every((one) => one === null || LAYER.fits(one?.layer)),
};

/** Points before and after; infinitely many where a solver is stepped. */
const REACH: Rule = {
  allowed: '[before, after]',
  fits: (value) =>
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'number'),
};

/** Applies one of the parts; null leaves y as it is. */
export type Run = (part: Part | null, y: Tensor) => Tensor;

/** What `compose` takes. */
export interface Composition {
  /** In leaf order, which is that of weight files; null where an optional part is left out. */
  readonly parts: readonly (Part | null)[];
  /**
   * The key of each part, from the key of the whole; without it each takes its own of
   * `split(key, parts.length)`. How a key is split decides the initial weights.
   */
  keys?(key: Key, options?: RandomOptions): readonly Key[];
  /** Default: the sum of those of the parts, which is right for a chain. */
  readonly receptiveField?: ReceptiveField;
  /** The output for `x`. */
  forward(run: Run, x: Tensor): Tensor;
}

const COMPOSITION: Rules = {
  parts: required(PARTS),
  keys: FUNCTION,
  receptiveField: { allowed: 'a list, [before, after] of each axis', fits: Array.isArray },
  forward: required(FUNCTION),
};

/**
 * A layer made of parts; the names of its parameters are those of the parts, a dot between. Throws a
 * UserError for what is no composition.
 *
 * ```js
 * const first = part('first', layers.convLayer(1, 1, 8, 3));
 * const second = part('second', layers.convLayer(1, 8, 1, 3));
 * const net = compose({
 *   parts: [first, second],
 *   forward: (run, u) => run(second, ops.relu(run(first, u))),
 * });
 * console.log(net.parameters.map(({ path }) => path), net.receptiveField);
 * ```
 *
 * ```
 * [ 'first.weight', 'first.bias', 'second.weight', 'second.bias' ] [ [ 2, 2 ] ]
 * ```
 */
export function compose(composition: Composition): Layer {
  checkOptions('compose', composition, COMPOSITION);
  const {
    parts,
    keys = (key, options) => split(key, parts.length, options),
    receptiveField = chainReceptiveFields(
      parts.flatMap((one) => (one === null ? [] : [one.layer.receptiveField])),
    ),
    forward,
  } = composition;
  const parameters: Parameter[] = [];
  const leaves: (Parameter | NumberLeaf)[] = [];
  const places = new Map<Part, readonly [start: number, end: number]>();
  for (const one of parts) {
    if (one === null) continue;
    const start = parameters.length;
    for (const leaf of one.layer.leaves ?? one.layer.parameters) {
      const named = { ...leaf, path: `${one.name}.${leaf.path}` };
      leaves.push(named);
      if ('shape' in named) parameters.push(named);
    }
    places.set(one, [start, parameters.length]);
  }
  return {
    parameters,
    leaves,
    receptiveField,
    init(key, options) {
      const own = keys(key, options);
      return parts.flatMap((one, i) => one?.layer.init(own[i]!, options) ?? []);
    },
    apply(params, x, watch) {
      const run: Run = (one, input) => {
        if (one === null) return input;
        const place = places.get(one);
        if (place === undefined) throw new Error(`'${one.name}' is no part of this layer`);
        return watched(one, params.slice(...place), input, watch);
      };
      return forward(run, x);
    },
  };
}

/** Applies a part, and reports it unless it has parts that report themselves. */
function watched(
  { name, layer }: Part,
  params: readonly Tensor[],
  input: Tensor,
  watch: Watch | undefined,
): Tensor {
  if (watch === undefined) return layer.apply(params, input);
  let hasParts = false;
  const output = layer.apply(params, input, (inner) => {
    hasParts = true;
    watch({ ...inner, path: `${name}.${inner.path}` });
  });
  if (!hasParts) watch({ path: name, layer, input, output });
  return output;
}

const REACHES: Rule = {
  allowed: 'a list of receptive fields, [before, after] of each axis, of as many axes each',
  fits: (value) =>
    Array.isArray(value) &&
    value.every(
      (field) => listOf(REACH).fits(field) && (field as ReceptiveField).length === value[0].length,
    ),
};

/** The receptive field of layers applied one after the other: they add up. */
export function chainReceptiveFields(fields: readonly ReceptiveField[]): ReceptiveField {
  check('what follows each other', fields, REACHES);
  return (fields[0] ?? []).map((_, axis) => {
    let before = 0;
    let after = 0;
    for (const field of fields) {
      before += field[axis]![0];
      after += field[axis]![1];
    }
    return [before, after] as const;
  });
}
