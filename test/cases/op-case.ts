/** What a test case of an op is, the program that it makes, and the numbers that it is fed. */

import { sizeOf } from '../../src/arrays.js';
import { grad, type Program, type Shape, type Tensor, trace } from '../../src/graph/index.js';
import { add, mul, reshape, sum } from '../../src/graph/ops/index.js';

/**
 * An input of a case. `values`: 'any' is uniform in [-span, span], 'nonzero' the same without
 * (-span/8, span/8), 'positive' uniform in [span/4, span], 'index' whole numbers 0 … span - 1, or
 * the numbers themselves.
 * All are float32 numbers, so that both precisions see the same input.
 */
export interface CaseInput {
  shape: Shape;
  values: 'any' | 'nonzero' | 'positive' | 'index' | readonly number[];
  span: number;
}

export interface OpCase {
  name: string;
  inputs: CaseInput[];
  /** Calls the op; a tensor that is not real numbers comes from a table. */
  build(inputs: Tensor[]): Tensor[];
  /** Of the inputs: in each of these alone all outputs are linear. */
  linear: number[];
  /**
   * The error that differentiating throws by design; 'stopped': the gradient is zero whatever the
   * op does.
   */
  gradient: 'exact' | 'stopped' | RegExp;
  /** Products that add up to one element of an output or of a gradient, at most. */
  terms: number;
  /** How large one of these products can be. */
  size: number;
}

export const any = (...shape: number[]): CaseInput => ({ shape, values: 'any', span: 1 });
export const nonzero = (...shape: number[]): CaseInput => ({ shape, values: 'nonzero', span: 1 });
export const positive = (...shape: number[]): CaseInput => ({ shape, values: 'positive', span: 1 });
export const indices = (below: number, ...shape: number[]): CaseInput => ({
  shape,
  values: 'index',
  span: below,
});
export const wide = (span: number, ...shape: number[]): CaseInput => ({
  shape,
  values: 'any',
  span,
});
export const exactly = (values: readonly number[], ...shape: number[]): CaseInput => ({
  shape,
  values,
  span: 1,
});

/** A case with the usual settings: differentiable, not linear, one term of size at most 1. */
export function opCase(
  name: string,
  inputs: CaseInput[],
  build: (inputs: Tensor[]) => Tensor | Tensor[],
  rest: Partial<Pick<OpCase, 'linear' | 'gradient' | 'terms' | 'size'>> = {},
): OpCase {
  return {
    name,
    inputs,
    build: (xs) => [build(xs)].flat(),
    linear: [],
    gradient: 'exact',
    terms: 1,
    size: 1,
    ...rest,
  };
}

/** Uniform numbers in [0, 1) that depend on the text alone (mulberry32). */
export function uniform(text: string): () => number {
  let state = 2166136261;
  for (const char of text) state = Math.imul(state ^ char.charCodeAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `size` float32 numbers, uniform in [-1, 1]. */
export function randomArray(text: string, size: number): Float64Array {
  const next = uniform(text);
  return Float64Array.from({ length: size }, () => Math.fround(2 * next() - 1));
}

/** The numbers of input `i` of a case. */
export function valuesOf(which: OpCase, i: number): Float64Array {
  const { shape, values, span } = which.inputs[i];
  if (typeof values !== 'string') return Float64Array.from(values, Math.fround);
  const next = uniform(`${which.name} ${i}`);
  const one = () => {
    const u = next();
    const sign = next() < 0.5 ? -1 : 1;
    if (values === 'index') return Math.floor(u * span);
    if (values === 'positive') return span * (0.25 + 0.75 * u);
    return sign * span * (values === 'any' ? u : 0.125 + 0.875 * u);
  };
  return Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(one()));
}

export interface CaseProgram {
  program: Program;
  /** Shapes of the outputs. */
  outputs: Shape[];
}

/**
 * The program of a case, of one step. Inputs x0, x1, …; records y0, y1, …. With `gradient`, also
 * inputs p0, p1, … of the shapes of the outputs, and records `loss` = Σ p·y and the gradients
 * g0, g1, … of real inputs.
 */
export function caseProgram(which: OpCase, { gradient = false } = {}): CaseProgram {
  let outputs: Shape[] = [];
  const program = trace({ steps: 1 }, (t) => {
    const xs = which.inputs.map(({ shape, values }, i) =>
      values === 'index' ? t.perStepIndex(`x${i}`, shape) : t.input(`x${i}`, shape),
    );
    const ys = which.build(xs);
    outputs = ys.map((y) => y.shape);
    ys.forEach((y, i) => {
      t.record(`y${i}`, y);
    });
    if (!gradient) return;
    const loss = ys
      .map((y, i) => mul(y, t.input(`p${i}`, y.shape)))
      .map((z) =>
        reshape(
          sum(
            z,
            z.shape.map((_, axis) => axis),
          ),
          [1],
        ),
      )
      .reduce((a, b) => add(a, b));
    t.record('loss', loss);
    const real = xs.flatMap((x, i) => (x.dtype === 'real' ? [i] : []));
    const gs = grad(
      loss,
      real.map((i) => xs[i]),
    );
    real.forEach((i, k) => {
      t.record(`g${i}`, gs[k]);
    });
  });
  return { program, outputs };
}
