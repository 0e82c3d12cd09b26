/**
 * Memory of a training run: planned before it, at most 128 MiB for the quickstart's networks, and
 * the same after 10 steps and after 2,000. The core never allocates while it runs: it has no
 * allocator but the host's, which is called when a program is loaded.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { Executor } from '../../src/backends/wasm/executor.js';
import { lower } from '../../src/backends/wasm/lower.js';
import { coreModule, instantiateCore, loadCore } from '../../src/core/index.js';
import { grad, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { adam } from '../../src/training/adam.js';

const STEPS = 2000;
const LIMIT = 128 * 1024 * 1024;

before(() => loadCore());

function training(config: string, points: number, batch: number) {
  const network = getNetwork(config, { numSpatialDims: 1, numPoints: points, numChannels: 1 });
  const optimizer = adam(() => 1e-3);
  return trace({ steps: STEPS }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
    const x = t.input('x', [1, batch, 1, points]);
    const loss = ops.mean(ops.square(ops.sub(network.apply(params, x), x)), [1, 2, 3]);
    const named = network.parameters.map(({ path }, i) => ({ name: path, tensor: params[i] }));
    optimizer.update(t, named, grad(loss, params));
    t.record('loss', loss);
  });
}

for (const config of ['Conv;26;10;relu', 'FNO;12;8;4;gelu']) {
  test(`at most 128 MiB: ${config}`, async () => {
    for (const threads of [1, 2]) {
      const backend = await createBackend({ backend: 'wasm', threads });
      const executable = await backend.compile(training(config, 160, 20));
      const bytes = await executable.memoryBytes();
      assert.ok(bytes <= LIMIT, `${bytes} bytes with ${threads} threads`);
      await backend.dispose();
    }
  });
}

test('neither memory nor the end of what is handed out moves between steps 10 and 2,000', async () => {
  const core = await instantiateCore(await coreModule());
  const executor = new Executor(core, lower(training('Conv;6;2;relu', 32, 5), 'f32'));
  const state = () => ({ bytes: executor.memoryBytes, top: core.withScratch(0, (ptr) => ptr) });
  executor.run(10);
  const early = state();
  executor.run(STEPS - 10);
  assert.deepEqual(state(), early);
  assert.ok(early.top > core.heapBase());
});
