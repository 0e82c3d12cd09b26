/**
 * On one GPU a seed has the same bits alone and among three: no sum is cut otherwise for more
 * seeds.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RawResult } from '../../src/experiment/result.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { adapterOrReason } from './gpu.js';

/** 80 points and minibatches of 5 are enough to cut the sums of weight gradients into parts. */
const ATTRIBUTES = {
  num_points: 80,
  num_train_samples: 2,
  train_temporal_horizon: 5,
  num_test_samples: 1,
  test_temporal_horizon: 2,
  batch_size: 5,
  optim_config: 'adam;4;constant;3e-3',
  record_loss_every: 1,
};

function run(net: string, startSeed: number, numSeeds: number): Promise<RawResult> {
  const scenario = makeScenario('diff_adv', ATTRIBUTES);
  return scenario.runRaw({ net, startSeed, numSeeds, backend: 'webgpu' });
}

/** The losses and the weights of one seed. */
function bitsOf(result: RawResult, seed: number): Float64Array[] {
  return [result.losses, ...result.weights].map(({ data, shape }) => {
    const size = data.length / shape[0];
    return data.slice(seed * size, (seed + 1) * size);
  });
}

const { adapter, skip } = await adapterOrReason();

describe(`seeds on WebGPU (${adapter})`, { skip }, () => {
  for (const net of ['Conv;4;2;relu', 'FNO;5;4;1;gelu', 'MLP;8;1;tanh']) {
    test(net, async () => {
      const three = await run(net, 4, 3);
      assert.deepEqual(bitsOf(await run(net, 6, 1), 0), bitsOf(three, 2));
    });
  }
});
