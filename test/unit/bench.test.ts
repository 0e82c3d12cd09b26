/**
 * What a bench is made of: distances between results, the ops of a program one by one, the choice
 * of tasks.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Backend, Executable } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { singleOps, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { distance, farther } from '../../src/profiling/distance.js';
import { contenders, Prepared, tasks, tasksFor } from '../../src/profiling/index.js';
import { opDistances } from '../../src/profiling/op-outputs.js';

await loadCore();

const of = (...xs: number[]) => Float64Array.from(xs);
const EPS = 2 ** -23;

test('a distance is the largest difference over the largest number, and in its last places', () => {
  assert.deepEqual(distance(of(1, 2, 3), of(1, 2, 3)), { relative: 0, ulp: 0 });
  assert.deepEqual(distance(of(1, -4), of(1 + 8 * EPS, -4)), { relative: 2 * EPS, ulp: 2 });
  assert.deepEqual(distance(of(0.75, 0), of(0.75, 0.375)), {
    relative: 0.5,
    ulp: 0.375 / (EPS / 2),
  });
  assert.deepEqual(distance(of(0), of(1)), { relative: 1, ulp: 1 / EPS });
});

test('numbers that are not finite agree only with themselves', () => {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  assert.deepEqual(distance(of(nan, infinity, 1), of(nan, infinity, 1)), { relative: 0, ulp: 0 });
  for (const [a, b] of [
    [nan, 1],
    [infinity, 1],
    [infinity, -infinity],
    [nan, infinity],
  ]) {
    assert.equal(distance(of(a, 1), of(b, 1)).relative, infinity);
    assert.equal(distance(of(b, 1), of(a, 1)).relative, infinity);
  }
});

test('of two distances the farther one counts, by its relative part', () => {
  const near = { relative: 1e-7, ulp: 1.9 };
  const far = { relative: 1.1e-7, ulp: 1 };
  assert.equal(farther(near, far), far);
  assert.equal(farther(far, near), far);
});

const program = trace({ steps: 1 }, (t) => {
  const w = t.input('w', [1, 2, 2, 3]);
  const u = t.state('u', [1, 1, 2, 8]);
  const turn = ([x]: Tensor[]) => ({ carry: [ops.relu(ops.conv(x, w, null))] });
  const next = ops.repeat(3, { carry: [u] }, turn).carry[0];
  t.assign(u, ops.conv(next, w, null));
  t.record('rows', ops.gather(ops.reshape(u, [2, 8]), t.perStepIndex('which', [1, 4]), 0));
  t.record('mean', ops.mean(ops.conv(u, w, null), [1, 2, 3]));
});

test('each different op stands once by itself, those of loops too, and aliases are left out', () => {
  const singles = singleOps(program);
  const names = singles.map(({ node }) => node.op);
  assert.deepEqual(
    names.filter((name) => name !== 'sum').sort(),
    ['conv', 'conv', 'elementwise', 'gather'], // with and without relu; the mean's factor
  );
  for (const { node, program } of singles) {
    assert.deepEqual(
      program.graph.nodes.map(({ op, attrs }) => [op, attrs]),
      [[node.op, node.attrs]],
    );
    const shapes = [...program.records.values()].map(({ shape }) => shape);
    assert.deepEqual(
      shapes,
      node.outputs.map(({ shape }) => shape),
    );
  }
});

test('an op with several shapes is as far apart as its farthest', () => {
  const singles = singleOps(program).filter(({ node }) => node.op === 'conv');
  const [one, two] = [of(1, 1), of(4, 2)];
  const rows = opDistances(singles, [[one], [two]], [[one], [of(4, 2 + 8 * EPS)]]);
  assert.deepEqual(rows, [{ op: 'conv', shapes: 2, relative: 2 * EPS, ulp: 2 }]);
});

test('every size has every kind of task, under keys of their own', () => {
  assert.equal(new Set(tasks.map(({ key }) => key)).size, tasks.length);
  for (const software of [false, true]) {
    const kinds = new Set(tasksFor(software).map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['rollout', 'solver', 'training']);
  }
});

test('WASM stands alone where it is asked for, and where a GPU cannot do what is asked', async () => {
  const alone = await contenders({ backend: 'wasm' });
  assert.deepEqual(alone, { backends: [{ backend: 'wasm' }], software: false, leftOut: null });
  const double = await contenders({ precision: 'f64' });
  assert.deepEqual(double.backends, [{ backend: 'wasm', precision: 'f64' }]);
  assert.match(double.leftOut!, /64-bit/);
});

test('work is measured three times, and slow work once', async (context) => {
  // Only runs take time: who else looks at the clock finds it standing still, not turned back.
  let now = performance.now();
  context.mock.method(performance, 'now', () => now);
  const measurements = async (runMs: number, budgetMs: number) => {
    let step = 0;
    const executable = {
      dispatches: null,
      get step() {
        return step;
      },
      run: async (count: number) => {
        step += count;
        now += count * runMs;
      },
    } as unknown as Executable;
    const backend = { compile: async () => executable } as unknown as Backend;
    const program = trace({ steps: 1 << 20 }, () => {});
    const prepared = await Prepared.on(backend, { program, inputs: {}, results: [] });
    return (await prepared.times(budgetMs)).length;
  };
  assert.equal(await measurements(30, 20), 3);
  assert.equal(await measurements(30, 1), 1);
});
