/**
 * The weights that training leaves have the same SHA-256 alone and among three seeds, with 1, 2 and
 * 5 threads, in the build with memory of its own (one thread) and in that with shared memory
 * (several), for each network in each dimension.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { RunRawOptions } from '../../src/experiment/index.js';
import { makeScenario } from '../../src/scenarios/index.js';

const FIRST_SEED = 4;
const NETWORKS = ['Conv;8;2;relu', 'FNO;3;8;1;gelu', 'MLP;8;1;tanh', 'Pure;3'];

/**
 * The hash of each seed's weights after a few updates, the last minibatch of an epoch being a
 * smaller one.
 */
async function hashes(net: string, dims: number, options: RunRawOptions): Promise<string[]> {
  const scenario = makeScenario('diff_adv', {
    num_spatial_dims: dims,
    num_points: 8,
    num_train_samples: 2,
    train_temporal_horizon: 5,
    num_test_samples: 1,
    test_temporal_horizon: 1,
    batch_size: 5,
    optim_config: 'adam;5;constant;3e-3',
  });
  const { seeds, weights } = await scenario.runRaw({
    net,
    train: 'sup;2',
    backend: 'wasm',
    ...options,
  });
  return seeds.map((_, seed) => {
    const hash = createHash('sha256');
    for (const { data } of weights) {
      const size = data.length / seeds.length;
      const own = data.slice(seed * size, (seed + 1) * size);
      assert.ok(own.every(Number.isFinite));
      hash.update(own);
    }
    return hash.digest('hex');
  });
}

for (const dims of [1, 2, 3]) {
  for (const net of NETWORKS) {
    test(`trained weights in ${dims}D: ${net}`, async () => {
      const three = { startSeed: FIRST_SEED, numSeeds: 3 };
      const expected = await hashes(net, dims, { ...three, threads: 1 });
      assert.equal(new Set(expected).size, 3);
      assert.deepEqual(await hashes(net, dims, { ...three, threads: 5 }), expected);
      const alone = await hashes(net, dims, { startSeed: FIRST_SEED + 1, threads: 2 });
      assert.deepEqual(alone, [expected[1]]);
    });
  }
}
