/** Row-major indexing with broadcasting, and the type of a reference op. */

import type { Node, Shape } from '../../src/graph/tensor.js';

/** From the values of a node's inputs to those of its outputs. */
export type ReferenceOp = (node: Node, inputs: Float64Array[]) => Float64Array[];

/** Calls `visit` with the coordinates and the offset of every element, in row-major order. */
export function coordinates(shape: Shape, visit: (c: number[], offset: number) => void): void {
  const c = new Array<number>(shape.length).fill(0);
  const size = shape.reduce((n, e) => n * e, 1);
  for (let offset = 0; offset < size; offset++) {
    visit(c, offset);
    for (let axis = shape.length - 1; axis >= 0 && ++c[axis] === shape[axis]; axis--) c[axis] = 0;
  }
}

/** The offset of the element at `c`; along an axis of extent 1 every coordinate means 0. */
export function offsetOf(shape: Shape, c: readonly number[]): number {
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    offset = offset * shape[axis] + (shape[axis] === 1 ? 0 : c[axis]);
  }
  return offset;
}

/** The element at `c`, broadcast along axes of extent 1. */
export function at(data: Float64Array, shape: Shape, c: readonly number[]): number {
  return data[offsetOf(shape, c)];
}
