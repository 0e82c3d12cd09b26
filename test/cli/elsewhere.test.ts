/**
 * The scripts of examples/elsewhere: rollouts of other frameworks through `eval`, and weights of ours
 * in PyTorch. Where no Python has what a script imports, its test is skipped and says so.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readNpy } from '../../src/npy.js';
import { PYTHONS, pythonWith } from '../cases/python.js';
import { apebench, inFolder, set } from './apebench.js';

const script = (name: string) =>
  fileURLToPath(new URL(`../../examples/elsewhere/${name}.py`, import.meta.url));

/** A Python that has these modules; without one the test is skipped. */
function pythonOf(t: TestContext, ...modules: string[]): string | undefined {
  const found = pythonWith(...modules);
  if (found === undefined) {
    t.skip(`${PYTHONS.join(' and ')} have no ${modules.join(', ')}; APEBENCH_PYTHON names another`);
  }
  return found;
}

const GRIDS = {
  1: { num_points: 32 },
  2: { num_spatial_dims: 2, num_points: 12 },
  3: { num_spatial_dims: 3, num_points: 6 },
};

/** Words that say the scenario of a grid. */
const scenarioOf = (dims: keyof typeof GRIDS) => [
  ...['--scenario', 'diff_adv', '--backend', 'wasm'],
  ...set({
    ...GRIDS[dims],
    ...{ advection_gamma: 1, num_train_samples: 4, train_temporal_horizon: 10 },
    ...{ num_test_samples: 3, test_temporal_horizon: 5, optim_config: 'adam;40;constant;3e-3' },
    ic_config: 'fourier;2;true;true',
  }),
];

async function done(...words: string[]) {
  const { code, stdout, stderr } = await apebench(...words, '--json', '--quiet');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Scrapes a small data set and gives what its files begin with. */
async function scraped(folder: string, words: readonly string[]): Promise<string> {
  await done('scrape', ...words, '--name', 'small', '--out', folder);
  return path.join(folder, 'small');
}

for (const [name, modules, bound] of [
  ['channels_last', ['numpy'], 0.01],
  ['torch_rollout', ['numpy', 'torch'], 0.5],
  ['flax_rollout', ['numpy', 'jax', 'flax', 'optax'], 0.5],
] as const) {
  test(`a rollout of ${name}.py`, async (t) => {
    const python = pythonOf(t, ...modules);
    if (python === undefined) return;
    for (const dims of [1, 2] as const) {
      await inFolder(async (folder) => {
        const words = scenarioOf(dims);
        const data = await scraped(folder, words);
        const rollout = path.join(folder, 'rollout.npy');
        execFileSync(python, [script(name), data, rollout, '300']);
        const { metrics } = await done('eval', ...words, '--rollout', rollout);
        const [[first, ...others]] = metrics.mean_nRMSE;
        // A model that says nothing has 1; a linear stencil fits linear advection.
        assert.ok(first < bound, `${dims}D: ${first}`);
        assert.equal(others.length, 4);
      });
    }
  });
}

const UNIT = 2 ** -24;

for (const [dims, activation] of [
  [1, 'relu'],
  [1, 'gelu'],
  [1, 'swish'],
  [2, 'tanh'],
  [3, 'sigmoid'],
] as const) {
  test(`weights of ours in PyTorch, ${dims}D, ${activation}`, async (t) => {
    const python = pythonOf(t, 'numpy', 'torch');
    if (python === undefined) return;
    await inFolder(async (folder) => {
      const words = scenarioOf(dims);
      const net = `Conv;6;2;${activation}`;
      const out = path.join(folder, 'results');
      mkdirSync(out);
      const run = ['run', ...words, '--net', net, '--out', out];
      const [weights] = (await done(...run)).networkWeights;
      const data = await scraped(folder, words);
      const theirs = path.join(folder, 'theirs.npy');
      execFileSync(python, [script('torch_weights'), weights, `${data}_test.npy`, theirs]);
      // An error relative to the largest value, of √n + 4 units per layer for sums of n products (as
      // in test/golden/arch-case.ts), in both rollouts, and each step's on top of those before.
      const sums = [3 ** dims, 6 * 3 ** dims, 6 * 3 ** dims];
      const bound = 5 * 8 * 2 * UNIT * sums.reduce((sum, n) => sum + Math.sqrt(n) + 4, 0);
      const initial = path.join(folder, 'initial.npy');
      execFileSync(python, [
        '-c',
        'import numpy, sys; numpy.save(sys.argv[2], numpy.load(sys.argv[1])[:, 0])',
        ...[`${data}_test.npy`, initial],
      ]);
      const ours = path.join(folder, 'ours.npy');
      const states = ['--weights', weights, '--input', initial, '--steps', '5', '--out', ours];
      await done('predict', ...states, '--backend', 'wasm');
      const [mine, its] = [ours, theirs].map((file) => readNpy(readFileSync(file)));
      assert.deepEqual(mine!.shape, its!.shape);
      const values = Array.from(mine!.data);
      const most = Math.max(...values.map(Math.abs));
      const worst = Math.max(...values.map((value, i) => Math.abs(value - its!.data[i]!)));
      assert.ok(worst <= bound * most, `${worst / most} > ${bound}`);
    });
  });
}
