/**
 * What a run does with a GPU: that nothing is left there, and how much is dispatched and read back.
 */

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { adapterOrReason, forbidWasm } from './gpu.js';
import { gpuWatch } from './gpu-watch.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

const UPDATES = 2000;
const BLOCK = 100;

describe(`traffic with a GPU (${adapter})`, { skip }, () => {
  beforeEach(() => gpuWatch.reset());

  test('2,000 updates: memory is flat, losses are read back in blocks of 100 or more', async () => {
    assert.equal(gpuWatch.live.size, 0);
    const seen: { update: number; buffers: number; bytes: number; readBacks: number }[] = [];
    const scenario = makeScenario('diff_adv', {
      num_points: 8,
      num_train_samples: 2,
      train_temporal_horizon: 3,
      num_test_samples: 1,
      test_temporal_horizon: 2,
      batch_size: 2,
      optim_config: `adam;${UPDATES};constant;1e-3`,
    });
    const { losses, info } = await scenario.runRaw({
      net: 'Conv;1;1;relu',
      backend: 'webgpu',
      // On a slow machine a checkpoint would be due, which reads the states back.
      checkpointSeconds: Number.POSITIVE_INFINITY,
      onProgress: ({ update }) => {
        const bytes = [...gpuWatch.live].reduce((sum, { size }) => sum + size, 0);
        const { live, readBacks } = gpuWatch;
        seen.push({ update, buffers: live.size, bytes, readBacks });
      },
    });
    assert.equal(info.backend, 'webgpu');
    assert.equal(gpuWatch.live.size, 0);
    assert.ok(losses.data.every(Number.isFinite));
    assert.ok(seen.length > 1);
    for (const [i, now] of seen.slice(1).entries()) {
      const before = seen[i];
      assert.ok(now.update - before.update >= BLOCK || now.update === UPDATES);
      assert.equal(now.readBacks - before.readBacks, 1);
      assert.deepEqual([now.buffers, now.bytes], [before.buffers, before.bytes]);
    }
  });

  test('a step is as many dispatches as the program says, and reads nothing back', async () => {
    const backend = await createBackend({ backend: 'webgpu' });
    const steps = 25;
    const program = trace({ steps }, (t) => {
      const x = t.state('x', [2, 3, 1, 8]);
      const sum = ops.sum(ops.mul(x, x), [1, 2, 3]);
      t.assign(x, ops.add(x, sum));
      t.record('sum', sum);
    });
    const executable = await backend.compile(program);
    await executable.write('x', new Float64Array(48).fill(1e-3));
    assert.equal(gpuWatch.dispatches, 0);
    await executable.run(10);
    await executable.run(steps - 10);
    assert.equal(gpuWatch.dispatches, steps * executable.dispatches!);
    assert.ok(gpuWatch.submits < steps, 'several steps go into one submit');
    assert.equal(gpuWatch.readBacks, 0);
    await executable.readRecord('sum', 0, steps);
    assert.equal(gpuWatch.readBacks, 1);
    await executable.dispose();
    assert.equal(gpuWatch.live.size, 0);
    await backend.dispose();
  });

  test('nothing is left after a run that is stopped or fails', async () => {
    const scenario = makeScenario('diff_adv', { num_points: 8, num_train_samples: 2 });
    const run = (signal?: AbortSignal, onProgress?: () => void) =>
      scenario.runRaw({ net: 'Conv;1;1;relu', backend: 'webgpu', signal, onProgress });
    const stop = new AbortController();
    await assert.rejects(run(stop.signal, () => stop.abort()));
    assert.equal(gpuWatch.live.size, 0);
    const thrown = new Error('by who watches');
    await assert.rejects(
      run(undefined, () => {
        throw thrown;
      }),
      thrown,
    );
    assert.equal(gpuWatch.live.size, 0);
  });
});
