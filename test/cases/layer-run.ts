/** Layers at work: their output and gradients, on the reference interpreter or on a backend. */

import { sizeOf } from '../../src/arrays.js';
import { grad, type Program, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import type { Layer } from '../../src/nets/index.js';
import { normal, PRNGKey } from '../../src/random/index.js';
import type { Run } from '../parity/by-hand.js';

type Numbers = Record<string, ArrayLike<number>>;

/** Everything that one step of a program records, by name. */
async function recordsOf(run: Run, program: Program, writes: Numbers) {
  const given = Object.entries(writes).map(([name, data]): [string, Float64Array] => [
    name,
    Float64Array.from(data),
  ]);
  const numbers = await run(program, given, [...program.records.keys()]);
  let end = 0;
  const results: Record<string, Float64Array> = {};
  for (const [name, { size }] of program.records) {
    end += size;
    results[name] = Float64Array.from(numbers.slice(end - size, end));
  }
  return results;
}

/** Numbers that are drawn anew for each seed. */
export const drawn = (seed: number, size: number): Float64Array =>
  Float64Array.from(normal(PRNGKey(seed), [size]));

/** Weights in the range of the initial ones, those of norms too: nothing is 0 or 1 by design. */
export function randomWeights(layer: Layer, seed: number): Float64Array[] {
  return layer.init(PRNGKey(seed)).map((values, i) => {
    const noise = drawn(1000 * seed + i, values.length);
    return Float64Array.from(values, (value, j) => value + 0.2 * noise[j]!);
  });
}

function writesOf(layer: Layer, weights: readonly Float64Array[]): Numbers {
  return Object.fromEntries(layer.parameters.map(({ path }, i) => [path, weights[i]!]));
}

const declare = (layer: Layer, input: (name: string, shape: readonly number[]) => Tensor) =>
  layer.parameters.map(({ path, shape }) => input(path, [1, ...shape]));

/** The output for states `[batch, channels, ...space]`. */
export async function outputOf(
  run: Run,
  layer: Layer,
  weights: readonly Float64Array[],
  x: ArrayLike<number>,
  shape: readonly number[],
): Promise<Float64Array> {
  const program = trace({ steps: 1 }, (t) => {
    const params = declare(layer, (name, extents) => t.input(name, extents));
    t.record('y', layer.apply(params, t.input('x', [1, ...shape])));
  });
  const { y } = await recordsOf(run, program, { ...writesOf(layer, weights), x });
  return y!;
}

export interface Gradients {
  /** Of the parameters, in leaf order. */
  readonly parameters: Float64Array[];
  readonly x: Float64Array;
}

/** The gradients of Σ c·y for states `[batch, channels, ...space]` and cotangents c of y's shape. */
export async function gradientsOf(
  run: Run,
  layer: Layer,
  weights: readonly Float64Array[],
  x: ArrayLike<number>,
  shape: readonly number[],
  cotangents: ArrayLike<number>,
): Promise<Gradients> {
  const program = trace({ steps: 1 }, (t) => {
    const params = declare(layer, (name, extents) => t.state(name, extents));
    const input = t.state('x', [1, ...shape]);
    const y = layer.apply(params, input);
    const weighted = ops.mul(y, t.input('c', y.shape));
    const axes = y.shape.map((_, axis) => axis).slice(1);
    const sum = ops.scale(ops.mean(weighted, axes), sizeOf(y.shape));
    grad(sum, [input, ...params]).forEach((gradient, i) => {
      t.record(`d${i}`, gradient);
    });
  });
  const results = await recordsOf(run, program, { ...writesOf(layer, weights), x, c: cotangents });
  const parameters = layer.parameters.map((_, i) => results[`d${i + 1}`]!);
  return { x: results.d0!, parameters };
}

export interface Inner {
  readonly path: string;
  readonly layer: Layer;
  readonly weights: readonly Float64Array[];
  readonly inputShape: readonly number[];
  readonly input: Float64Array;
  readonly outputShape: readonly number[];
  readonly output: Float64Array;
}

/** What each of the innermost layers is given and gives for states `[batch, channels, ...space]`. */
export async function innerLayers(
  run: Run,
  layer: Layer,
  weights: readonly Float64Array[],
  x: ArrayLike<number>,
  shape: readonly number[],
): Promise<Inner[]> {
  const found: Omit<Inner, 'input' | 'output'>[] = [];
  const byPath = new Map(layer.parameters.map(({ path }, i) => [path, weights[i]!]));
  const program = trace({ steps: 1 }, (t) => {
    const params = declare(layer, (name, extents) => t.input(name, extents));
    layer.apply(params, t.input('x', [1, ...shape]), ({ path, layer: inner, input, output }) => {
      t.record(`in${found.length}`, input);
      t.record(`out${found.length}`, output);
      found.push({
        path,
        layer: inner,
        weights: inner.parameters.map((one) => byPath.get(`${path}.${one.path}`)!),
        inputShape: input.shape.slice(1),
        outputShape: output.shape.slice(1),
      });
    });
  });
  const results = await recordsOf(run, program, { ...writesOf(layer, weights), x });
  return found.map((one, i) => ({
    ...one,
    input: results[`in${i}`]!,
    output: results[`out${i}`]!,
  }));
}
