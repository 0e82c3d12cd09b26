/**
 * Dispatches of more workgroups than fit into one row: every element is made, and nothing behind the
 * last one is written.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBackend, type GpuOptions } from '../../src/backends/index.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { adapterOrReason, forbidWasm } from './gpu.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

/** Bytes behind a tensor are left free up to the next multiple of this, and as many again. */
const ALIGNMENT = 64;
/** Values, of which 64 go into a workgroup. */
const GUARD = 4096;

/** Doubles `count` values, with others in the same buffer on both sides. */
const doubling = (count: number) =>
  trace({ steps: 1 }, (t) => {
    const before = t.state('before', [1, 1, 1, GUARD]);
    const x = t.state('x', [1, 1, 1, count]);
    const behind = t.state('behind', [1, 1, 1, GUARD]);
    t.assign(before, before);
    t.assign(x, ops.add(x, x));
    t.assign(behind, behind);
  });

async function checkDoubling(count: number, gpu: GpuOptions = {}): Promise<void> {
  const program = doubling(count);
  const { slots } = lowerForGpu(program, null, 1);
  const gap = slots.behind.offset - (slots.x.offset + 4 * count);
  assert.ok(gap >= 0 && gap < 2 * ALIGNMENT, 'what is written past the end is seen');
  const backend = await createBackend({ backend: 'webgpu', gpu });
  const executable = await backend.compile(program);
  const values = Float64Array.from({ length: count }, (_, i) => 1 + (i % 8191));
  const guard = new Float64Array(GUARD).fill(3);
  await executable.write('x', values);
  await executable.write('before', guard);
  await executable.write('behind', guard);
  await executable.run(1);
  const doubled = await executable.read('x');
  assert.equal(doubled[count - 1], 2 * values[count - 1]);
  assert.equal(
    values.findIndex((x, i) => doubled[i] !== 2 * x),
    -1,
  );
  assert.deepEqual(await executable.read('before'), guard);
  assert.deepEqual(await executable.read('behind'), guard);
  await executable.dispose();
  await backend.dispose();
}

describe(`rows of workgroups on WebGPU (${adapter})`, { skip }, () => {
  // One row full, one value more, and a grid in three dimensions.
  for (const count of [65_535 * 64, 65_535 * 64 + 1, 162 ** 3]) {
    test(`${count} values`, () => checkDoubling(count));
  }

  // The same with rows of 8, and as many rows: a row full, one value more, all full.
  for (const count of [8 * 64, 8 * 64 + 1, 8 * 8 * 64]) {
    test(`${count} values in rows of 8 workgroups`, () =>
      checkDoubling(count, { maxWorkgroups: 8 }));
  }

  test('what needs more rows than there may be is refused', async () => {
    const backend = await createBackend({ backend: 'webgpu', gpu: { maxWorkgroups: 8 } });
    await assert.rejects(
      backend.compile(doubling(8 * 8 * 64 + 1)),
      /: this would take 65 workgroups for 'elementwise'; this GPU has at most 64 at once \(/,
    );
    await backend.dispose();
  });
});
