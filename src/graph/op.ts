// What the tensor program knows of an op, apart from how a backend computes it.

import type { Node, Shape, Tensor } from './tensor.js';

/**
 * One op. `A` is the type of its attributes.
 *
 * - `shapes`: output shapes from inputs and attributes; throws where they do not fit.
 * - `gradient`: cotangents of the inputs from those of the outputs (null: zero), made by calling ops. `needed[i]`
 *   says whether input i wants one. An op that is only ever made by a gradient may still have one.
 * - `cost`: floating-point operations of one evaluation.
 */
export interface Op<A> {
  shapes(inputs: readonly Tensor[], attrs: A): Shape[];
  gradient(
    node: TypedNode<A>,
    cotangents: readonly (Tensor | null)[],
    needed: readonly boolean[],
  ): (Tensor | null)[];
  cost(node: TypedNode<A>): number;
}

export interface TypedNode<A> extends Node {
  attrs: A;
}

/** An error of the program's author: shapes that do not fit. */
export function shapeError(op: string, inputs: readonly Tensor[], why: string): Error {
  return new Error(`${op}(${inputs.map((t) => `[${t.shape}]`).join(', ')}): ${why}`);
}
