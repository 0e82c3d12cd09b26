/**
 * Networks against the original's: initial weights, forward passes, gradients, parameter counts and
 * receptive fields.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { grad } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork, initialise, type Network } from '../../src/nets/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { type ArrayRef, covered, type Group, openGroup, relativeError } from './goldens.js';
import { concatenate, evaluate, splitLeaves } from './programs.js';

interface ArchCase {
  name: string;
  config: string;
  num_spatial_dims: number;
  num_points: number;
  num_channels: number;
  seed: number;
  parameter_count: number;
  receptive_field: (number | 'inf')[][];
  layout: { path: string; shape: number[] }[];
  loss: number;
  params: ArrayRef;
  params_partitionable?: ArrayRef;
  x: ArrayRef;
  target: ArrayRef;
  y: ArrayRef;
  grad_params: ArrayRef;
  grad_x: ArrayRef;
}

let f64: Backend;
let f32: Backend;
before(async () => {
  await loadCore();
  f64 = await createBackend({ backend: 'wasm', precision: 'f64' });
  f32 = await createBackend({ backend: 'wasm', precision: 'f32' });
});
after(async () => {
  await f64.dispose();
  await f32.dispose();
});

function networkOf(c: ArchCase): Network {
  return getNetwork(c.config, {
    numSpatialDims: c.num_spatial_dims,
    numPoints: c.num_points,
    numChannels: c.num_channels,
  });
}

/** `.layers[0].weight` as weight files name it. */
function leafPath(path: string): string {
  return path.replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '');
}

const UNIT = 2 ** -24;

/**
 * The rounding error that float32 leaves in a forward and backward pass, relative to the largest
 * value: a sum of n products carries an error of about √n units (a random walk), each layer adds
 * its own and a few for activation and bias, and the backward pass is as long as the forward one.
 * A factor of 8 covers the spread.
 */
function roundingBound(network: Network): number {
  const perLayer = network.parameters
    .filter(({ shape }) => shape.length > 1)
    .map(({ shape }) => Math.sqrt(shape.reduce((n, extent) => n * extent, 1) / shape[0]) + 4);
  return 8 * 2 * UNIT * perLayer.reduce((sum, n) => sum + n, 0);
}

/** Distance in units in the last place of a float32. */
function ulps(a: number, b: number): number {
  const bits = new Int32Array(new Float32Array([a, b]).buffer);
  const ordered = Array.from(bits, (word) => (word < 0 ? -0x80000000 - word : word));
  return Math.abs(ordered[0] - ordered[1]);
}

function checkInitialisation(c: ArchCase, group: Group): void {
  const network = networkOf(c);
  const layouts = [[false, c.params] as const];
  const refs = c.params_partitionable
    ? [...layouts, [true, c.params_partitionable] as const]
    : layouts;
  for (const [partitionable, ref] of refs) {
    const expected = splitLeaves(group.array(ref), network.parameters);
    const drawn = initialise(network, PRNGKey(c.seed), { partitionable });
    for (const [i, { path }] of network.parameters.entries()) {
      if (path.includes('weights_')) {
        const worst = drawn[i].reduce((w, v, j) => Math.max(w, ulps(v, expected[i][j])), 0);
        assert.ok(worst <= 4, `${c.name} ${path}: ${worst} ulp`);
      } else {
        assert.deepEqual(drawn[i], Float32Array.from(expected[i]), `${c.name} ${path}`);
      }
    }
  }
}

async function checkNumbers(c: ArchCase, group: Group): Promise<void> {
  const network = networkOf(c);
  const state = [1, 1, c.num_channels, ...Array(c.num_spatial_dims).fill(c.num_points)];
  const names = ['y', 'loss', 'dx', ...network.parameters.map((_, i) => `d${i}`)];
  const leaves = splitLeaves(group.array(c.params), network.parameters);
  const writes: Record<string, ArrayLike<number>> = {
    x: group.array(c.x),
    target: group.array(c.target),
  };
  for (const [i, { path }] of network.parameters.entries()) writes[path] = leaves[i];
  const run = (backend: Backend) =>
    evaluate(backend, names, writes, (t) => {
      const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
      const x = t.state('x', state);
      const y = network.apply(params, x);
      const difference = ops.sub(y, t.input('target', state));
      const loss = ops.mean(ops.square(difference), state.map((_, axis) => axis).slice(1));
      const [dx, ...gradients] = grad(loss, [x, ...params]);
      t.record('y', y);
      t.record('loss', loss);
      t.record('dx', dx);
      for (const [i, gradient] of gradients.entries()) t.record(`d${i}`, gradient);
    });
  for (const [backend, tolerance] of [
    [f64, 1e-11],
    [f32, roundingBound(network)],
  ] as const) {
    const results = await run(backend);
    const gradients = concatenate(network.parameters.map((_, i) => results[`d${i}`]));
    const errors = {
      y: relativeError(results.y, group.array(c.y)),
      loss: relativeError(results.loss, [c.loss]),
      gradParams: relativeError(gradients, group.array(c.grad_params)),
      gradX: relativeError(results.dx, group.array(c.grad_x)),
    };
    for (const [what, error] of Object.entries(errors)) {
      assert.ok(error <= tolerance, `${c.name} ${backend.precision} ${what}: ${error}`);
    }
  }
}

test('learning/01_arch: layouts, initial weights, forward passes and gradients', async () => {
  const group = openGroup('learning/01_arch');
  for (const c of covered<ArchCase>('learning/01_arch', group.index.cases, group.whole)) {
    const network = networkOf(c);
    assert.deepEqual(
      network.parameters.map(({ path, shape }) => ({ path, shape: [...shape] })),
      c.layout.map(({ path, shape }) => ({ path: leafPath(path), shape })),
      c.name,
    );
    checkInitialisation(c, group);
    await checkNumbers(c, group);
  }
});

test('learning/02_counts: parameter counts and receptive fields', () => {
  const group = openGroup('learning/02_counts');
  for (const c of covered<ArchCase>('learning/02_counts', group.index.cases, group.whole)) {
    const network = networkOf(c);
    assert.equal(network.parameterCount, c.parameter_count, c.config);
    const expected = c.receptive_field.map((axis) =>
      axis.map((extent) => (extent === 'inf' ? Number.POSITIVE_INFINITY : extent)),
    );
    assert.deepEqual(network.receptiveField, expected, c.config);
  }
});
