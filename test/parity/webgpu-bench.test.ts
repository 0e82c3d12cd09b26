/**
 * `apebench bench` on WASM and WebGPU, in small: both backends are measured, and their results
 * agree.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BackendFacts, TaskReport } from '../../src/profiling/index.js';
import { apebench } from '../cli/apebench.js';
import { adapterOrReason } from './gpu.js';

const { adapter, skip } = await adapterOrReason();

/**
 * The longest sums of the small tasks have 4 · 32 products. Either backend rounds each partial sum
 * by at most half a unit in its last place, and partial sums of numbers of both signs are hardly
 * larger than the largest result.
 */
const OP_ULPS = 4 * 32;
/** What a run on WebGPU is held to over its first 50 updates. */
const RUN_RELATIVE = 1e-4;

describe(`bench on WebGPU (${adapter})`, { skip }, () => {
  test('both backends stand side by side, with the distance between them', async () => {
    const { code, stdout, stderr } = await apebench(
      ...['bench', '--tasks', 'small', '--backend', 'webgpu', '--milliseconds', '10', '--json'],
      '--quiet',
    );
    assert.equal(code, 0, stderr);
    const { backends, tasks } = JSON.parse(stdout);
    assert.deepEqual(
      backends.map(({ backend }: BackendFacts) => backend),
      ['wasm', 'webgpu'],
    );
    for (const { peakGflops } of backends) assert.ok(peakGflops > 0);
    assert.equal(tasks.length, 4);
    for (const { task, rows } of tasks as TaskReport[]) {
      const [wasm, gpu] = rows;
      assert.deepEqual([wasm.backend, gpu.backend], ['wasm', 'webgpu']);
      assert.ok(gpu.msPerStep > 0 && gpu.gflops > 0 && gpu.shareOfPeak > 0, task);
      assert.ok(gpu.firstRunMs > 0 && gpu.memoryBytes > 0, task);
      assert.ok(gpu.dispatchesPerStep! >= 1, task);
      assert.equal(wasm.distance, null);
      assert.ok(gpu.distance!.relative <= RUN_RELATIVE, `${task}: ${gpu.distance!.relative}`);
      assert.ok(gpu.opDistances!.length > 0);
      for (const { op, ulp } of gpu.opDistances!) {
        assert.ok(ulp <= OP_ULPS, `${task}: ${op} is off by ${ulp} ulp`);
      }
    }
  });

  test('the table shows both', async () => {
    const { code, stdout } = await apebench(
      ...['bench', '--tasks', 'small-burgers-1d', '--backend', 'webgpu', '--milliseconds', '10'],
    );
    assert.equal(code, 0);
    assert.match(stdout, /^small-burgers-1d +wasm .*\n +webgpu +[\d.]+ /m);
    assert.match(stdout, /^small-burgers-1d, 10 steps +\d\S* +\d/m);
    assert.match(stdout, /^ {2}rfft +\d\S* +\d/m);
  });
});
