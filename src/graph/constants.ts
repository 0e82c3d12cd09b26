/** Constant tensors. */

import { typeOf } from '../arrays.js';
import { COUNT, check, listOf, type Rule, wholeFrom } from '../checks.js';
import { currentGraph, type Shape, type Tensor } from './tensor.js';

const DOUBLES: Rule = {
  allowed: 'a Float64Array',
  fits: (value) => typeOf(value) === 'Float64Array',
};
const NUMBER: Rule = { allowed: 'a number', fits: (value) => typeof value === 'number' };
const RANK = wholeFrom(0);
const SHAPE = listOf(COUNT);
const AXES = listOf(wholeFrom(0));

/** Throws a UserError for what is no shape. */
export function checkShape(op: string, shape: Shape): void {
  check(`the shape of ${op}`, shape, SHAPE);
}

/** Throws a UserError for what are no axes. */
export function checkAxes(op: string, axes: readonly number[]): void {
  check(`the axes of ${op}`, axes, AXES);
}

/**
 * A constant tensor of the given shape in the open trace; `data` is float64 and rounded once, when
 * lowered. Throws a UserError outside of a trace, and where the shape takes more or fewer numbers.
 */
export function constant(data: Float64Array, shape: Shape): Tensor {
  const graph = currentGraph();
  check('the data of a constant', data, DOUBLES);
  checkShape('a constant', shape);
  return graph.lift(graph.constant(data, shape));
}

/** A constant of one value everywhere, of extent 1 on each of `rank` axes. */
export function fill(value: number, rank: number): Tensor {
  const graph = currentGraph();
  check('the value of fill', value, NUMBER);
  check('the rank of fill', rank, RANK);
  return graph.lift(graph.number(value, rank));
}
