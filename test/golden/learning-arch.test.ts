/**
 * Networks against the original's: initial weights, forward passes, gradients, parameter counts and
 * receptive fields.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { withoutInfluence, zeros } from '../cases/spectral-influence.js';
import { type ArchCase, archErrors, networkOf, roundingBound } from './arch-case.js';
import { type Group, namedCases, openGroup } from './goldens.js';
import { splitLeaves } from './programs.js';

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

/** `.layers[0].weight` as weight files name it. */
function leafPath(path: string): string {
  return path.replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '');
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
    const drawn = network.init(PRNGKey(c.seed), { partitionable });
    for (const [i, { path }] of network.parameters.entries()) {
      if (path.includes('weights_')) {
        const worst = drawn[i].reduce((w, v, j) => Math.max(w, ulps(v, expected[i][j])), 0);
        assert.ok(worst <= 4, `${path}: ${worst} ulp`);
      } else {
        assert.deepEqual(drawn[i], Float32Array.from(expected[i]), path);
      }
    }
  }
}

const group = openGroup('learning/01_arch');
const cases = namedCases<ArchCase>(
  'learning/01_arch',
  group.index.cases,
  group.whole,
  ({ name }) => name,
);

for (const [name, c] of cases) {
  test(`${name}: layout and initial weights`, () => {
    assert.deepEqual(
      networkOf(c).parameters.map(({ path, shape }) => ({ path, shape: [...shape] })),
      c.layout.map(({ path, shape }) => ({ path: leafPath(path), shape })),
    );
    checkInitialisation(c, group);
  });

  for (const precision of ['f64', 'f32'] as const) {
    test(`${name}: forward pass and gradients in ${precision}`, async () => {
      const backend = precision === 'f64' ? f64 : f32;
      const tolerance = precision === 'f64' ? 1e-11 : roundingBound(networkOf(c));
      for (const [what, error] of Object.entries(await archErrors(backend, c, group))) {
        assert.ok(error <= tolerance, `${what}: ${error}`);
      }
    });
  }
}

for (const [name, c] of cases.filter(([, { config }]) => config.startsWith('FNO'))) {
  test(`${name}: which spectral weights have no gradient`, () => {
    const network = networkOf(c);
    const gradients = splitLeaves(group.array(c.grad_params), network.parameters);
    const expected = withoutInfluence(network);
    for (const [i, { path }] of network.parameters.entries()) {
      if (path.includes('weights_')) assert.deepEqual(zeros(gradients[i]!), expected[i], path);
    }
  });
}

const counts = openGroup('learning/02_counts');
const counted = namedCases<ArchCase>(
  'learning/02_counts',
  counts.index.cases,
  counts.whole,
  (c) => `${c.config} ${c.num_spatial_dims}d N${c.num_points} C${c.num_channels}`,
);

for (const [name, c] of counted) {
  test(`${name}: parameters and receptive field`, () => {
    const network = networkOf(c);
    assert.equal(network.parameterCount, c.parameter_count);
    const expected = c.receptive_field.map((axis) =>
      axis.map((extent) => (extent === 'inf' ? Number.POSITIVE_INFINITY : extent)),
    );
    assert.deepEqual(network.receptiveField, expected);
  });
}
