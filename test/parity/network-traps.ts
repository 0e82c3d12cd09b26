/**
 * What is easily wrong in the layers of networks, on any backend: group normalisation of numbers
 * far from zero and of many numbers, and the edges of periodic strided and transposed convolutions.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { grad, type Program, type Shape, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';
import { onReference, type Run } from './by-hand.js';

type Data = Float64Array<ArrayBuffer>;

const largest = (values: readonly number[]) =>
  values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** The largest difference, relative to the largest number. */
const distance = (ours: readonly number[], expected: readonly number[]) =>
  ours.length === expected.length
    ? largest(expected.map((x, i) => x - ours[i])) / largest(expected)
    : Number.POSITIVE_INFINITY;

/** What one run of a program records, in turn. */
async function recordsOf(run: Run, program: Program, writes: [string, Data][]) {
  const numbers = await run(program, writes, [...program.records.keys()]);
  let end = 0;
  return [...program.records.values()].map(({ size }) => {
    end += size;
    return numbers.slice(end - size, end);
  });
}

const NORM = ['y', 'dx', 'dscale', 'dbias'];

/** y of a group normalisation and, with `gradient`, the gradients of Σ p·y. */
const normProgram = (shape: Shape, groups: number, gradient: boolean): Program =>
  trace({ steps: 1 }, (t) => {
    const affine = [shape[0], shape[2]];
    const x = t.input('x', shape);
    const scale = t.input('scale', affine);
    const bias = t.input('bias', affine);
    const y = ops.groupNorm(x, scale, bias, { groups });
    t.record(NORM[0], y);
    if (!gradient) return;
    const axes = shape.map((_, axis) => axis);
    const gradients = grad(ops.sum(ops.mul(y, t.input('p', shape)), axes), [x, scale, bias]);
    gradients.forEach((value, i) => {
      t.record(NORM[i + 1], value);
    });
  });

/** All that a run of it records, by name. */
async function normOf(run: Run, shape: Shape, groups: number, x: Data, gradient = true) {
  const program = normProgram(shape, groups, gradient);
  const writes: [string, Data][] = [...program.inputs].map(([name, t]) => [
    name,
    name === 'x' ? x : Float64Array.from(randomArray(name, t.size)),
  ]);
  const values = await recordsOf(run, program, writes);
  return { bias: writes.find(([name]) => name === 'bias')![1], values };
}

/**
 * Differences from the mean of numbers that are near each other are exact; their sums have at most
 * some 512 terms in a row in either backend.
 */
const NORM_BOUND = 512 * 2 ** -23;

function testNorm(run: Run): void {
  for (const groups of [1, 2, 4]) {
    test(`100 + 0.01 · noise in ${groups} groups is normalised`, async () => {
      const shape = [1, 2, 4, 1024];
      const x = randomArray('noise', sizeOf(shape)).map((v) => Math.fround(100 + 0.01 * v));
      const { values } = await normOf(run, shape, groups, x);
      const expected = await normOf(onReference, shape, groups, x);
      assert.ok(largest(expected.values[0]) > 1);
      NORM.forEach((name, i) => {
        const error = distance(values[i], expected.values[i]);
        assert.ok(error <= NORM_BOUND, `${name} is off by ${error}`);
      });
    });
  }

  for (const value of [1000, Math.fround(0.1), 1e6]) {
    test(`of ${value} everywhere the bias is left`, async () => {
      const shape = [1, 1, 3, 1400];
      const x = new Float64Array(sizeOf(shape)).fill(value);
      const { values, bias } = await normOf(run, shape, 1, x);
      const [y, dx, dscale] = values;
      assert.deepEqual(new Set(y), new Set(bias));
      y.forEach((v, i) => {
        assert.equal(v, bias[Math.floor(i / 1400)]);
      });
      assert.ok(dx.every(Number.isFinite) && dscale.every((v) => v === 0));
    });
  }

  test('sums of a million numbers do not drift', async () => {
    const shape = [1, 1, 2, 500_000];
    const x = randomArray('cells', sizeOf(shape)).map((v) => Math.fround((v + 1) / 2));
    const { values } = await normOf(run, shape, 1, x, false);
    const expected = await normOf(onReference, shape, 1, x, false);
    const error = distance(values[0], expected.values[0]);
    assert.ok(error <= NORM_BOUND, `off by ${error}`);
  });
}

/** Numbers of shape [1, 1, channels, …space], moved along the axes of space. */
function rolled(data: Data, shape: Shape, by: readonly number[]): Data {
  const space = shape.slice(3);
  const out = new Float64Array(data.length);
  const points = sizeOf(space);
  data.forEach((value, i) => {
    let rest = i % points;
    let place = 0;
    let stride = 1;
    for (let axis = space.length - 1; axis >= 0; axis--) {
      place += (((rest % space[axis]) + by[axis]) % space[axis]) * stride;
      rest = Math.floor(rest / space[axis]);
      stride *= space[axis];
    }
    out[i - (i % points) + place] = value;
  });
  return out;
}

/** Two levels down and up again, with a normalisation and a skip at each. */
function levels(u: Tensor, weight: (...shape: number[]) => Tensor): Tensor {
  const taps = u.shape.slice(3).map(() => 3);
  const level = (x: Tensor, depth: number): Tensor => {
    const channels = x.shape[2];
    const w = () => weight(1, channels, channels, ...taps);
    const down = ops.conv(x, w(), null, { stride: 2 });
    const inner = ops.tanh(ops.groupNorm(down, null, null));
    const below = depth > 1 ? level(inner, depth - 1) : inner;
    return ops.add(x, ops.conv(below, w(), null, { inputDilation: 2 }));
  };
  return level(u, 2);
}

/** Each result is a sum of a few hundred products at most through some six layers. */
const ROLL_BOUND = 1e-5;

function testRolls(run: Run): void {
  for (const [space, shifts] of [
    [[16], [[4], [8], [12]]],
    [
      [16, 8],
      [
        [4, 4],
        [12, 0],
        [8, 4],
      ],
    ],
    [
      [8, 16, 4],
      [
        [4, 12, 0],
        [0, 8, 0],
      ],
    ],
  ] as [number[], number[][]][]) {
    test(`strided and transposed convolutions move along, [${space}]`, async () => {
      const shape = [1, 1, 2, ...space];
      let weights = 0;
      const program = trace({ steps: 1 }, (t) => {
        const u = t.input('u', shape);
        const y = levels(u, (...of) => t.input(`w${weights++}`, of));
        const axes = shape.map((_, axis) => axis);
        t.record('y', y);
        t.record('du', grad(ops.sum(ops.mul(y, t.input('p', shape)), axes), [u])[0]);
      });
      const results = (by: number[]) => {
        const writes: [string, Data][] = [...program.inputs].map(([name, t]) => {
          const data = Float64Array.from(randomArray(name, t.size));
          return [name, name.startsWith('w') ? data : rolled(data, shape, by)];
        });
        return recordsOf(run, program, writes);
      };
      const still = await results(space.map(() => 0));
      for (const by of shifts) {
        const moved = await results(by);
        still.forEach((values, i) => {
          const error = distance(moved[i], [...rolled(Float64Array.from(values), shape, by)]);
          assert.ok(error <= ROLL_BOUND, `${['y', 'du'][i]} moved by ${by} is off by ${error}`);
        });
      }
    });
  }
}

/** Tests a backend of float32. */
export function testNetworkTraps(run: Run): void {
  testNorm(run);
  testRolls(run);
}
