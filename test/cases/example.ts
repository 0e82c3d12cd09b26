/** What an example by hand of an op is: a few numbers in, and the numbers that must come out. */

import type { Shape, Tensor } from '../../src/graph/index.js';

export interface ExampleInput {
  shape: Shape;
  /** In the row-major order of the elements. */
  values: number[];
  isIndex: boolean;
}

export interface Example {
  /** What sets it apart from the op's other examples. */
  about: string;
  inputs: ExampleInput[];
  /** Calls the op. */
  build(inputs: Tensor[]): Tensor[];
  /** The numbers of all outputs, one output after the other. */
  outputs: number[];
  /**
   * The cotangents of all outputs and the gradients of all inputs, one after the other; or the
   * error that differentiating throws by design.
   */
  gradient: { cotangents: number[]; gradients: number[] } | RegExp;
}

export const tensor = (shape: Shape, ...values: number[]): ExampleInput => ({
  shape,
  values,
  isIndex: false,
});

/** One row of numbers, [1, 1, 1, n]. */
export const row = (...values: number[]): ExampleInput =>
  tensor([1, 1, 1, values.length], ...values);
