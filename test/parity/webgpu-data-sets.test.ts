/**
 * Data sets that are larger than what a kernel may be given: they lie in several buffers, and
 * nothing comes out differently.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import type { GpuLimits } from '../../src/backends/webgpu/adapters.js';
import { lowerWithinGpuLimits } from '../../src/backends/webgpu/limits.js';
import { PlaceError } from '../../src/errors.js';
import { type Program, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { adapterOrReason, forbidWasm } from './gpu.js';
import { gpuWatch } from './gpu-watch.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

const ROWS = 450;
const ROW_BYTES = 4 * 40;
const STEPS = 4;
/** 100 rows to a buffer, and a little: five buffers, the last with 50 rows. */
const LIMIT = 100 * ROW_BYTES + 100;

const limits = (bindingBytes: number): GpuLimits => ({
  bindingBytes,
  storageBuffers: 8,
  workgroups: 65535,
});

/**
 * Windows of two rows, for two seeds with three windows each; and the mean of what a loop gathers.
 */
const program = trace({ steps: STEPS }, (t) => {
  const data = t.input('data', [ROWS, 1, 40]);
  const rows = t.perStepIndex('rows', [2, 3]);
  t.record('first', ops.gather(data, rows, 0));
  t.record('third', ops.gather(data, rows, 2));
  const zero = ops.sub(ops.gather(data, rows, 1), ops.gather(data, rows, 1));
  const [sum] = ops.repeat(3, { carry: [zero] }, (carry) => ({
    carry: [ops.add(carry[0], ops.gather(data, rows, 1))],
  })).carry;
  t.record('sum', sum);
});

const data = Float64Array.from({ length: ROWS * 40 }, (_, i) => i);
const rows = Int32Array.from({ length: STEPS * 6 }, (_, i) => (i * 97) % (ROWS - 2));

async function results(backend: Backend, one: Program): Promise<Float64Array[]> {
  const executable = await backend.compile(one);
  await executable.write('data', data);
  await executable.write('rows', rows);
  await executable.run(STEPS);
  const records = ['first', 'third', 'sum'].map((name) => executable.readRecord(name, 0, STEPS));
  const all = await Promise.all([...records, executable.read('data')]);
  await executable.dispose();
  return all;
}

describe(`data sets on WebGPU (${adapter})`, { skip }, () => {
  let small: Backend;
  let large: Backend;
  before(async () => {
    small = await createBackend({ backend: 'webgpu', gpu: { maxBindingBytes: LIMIT } });
    large = await createBackend({ backend: 'webgpu' });
  });
  after(async () => {
    await small.dispose();
    await large.dispose();
  });

  test('several buffers give the bits of one', async () => {
    const expected = [0, 2].map((offset) =>
      Float64Array.from({ length: rows.length * 40 }, (_, i) => {
        return (rows[Math.floor(i / 40)] + offset) * 40 + (i % 40);
      }),
    );
    const whole = await results(large, program);
    assert.deepEqual(whole.slice(0, 2), expected);
    assert.deepEqual(whole[3], data);
    assert.deepEqual(await results(small, program), whole);
  });

  test('no buffer that a kernel is given is larger than allowed', async () => {
    const before = new Set(gpuWatch.live);
    const executable = await small.compile(program);
    const made = [...gpuWatch.live].filter((buffer) => !before.has(buffer));
    const STORAGE = 0x0080;
    const storage = made.filter(({ usage }) => usage & STORAGE).map(({ size }) => size);
    assert.equal(storage.filter((size) => size === 100 * ROW_BYTES).length, 4);
    assert.equal(storage.filter((size) => size === 50 * ROW_BYTES).length, 1);
    await executable.dispose();
  });

  test('what is also read in another way stays whole, and is refused where it is too large', () => {
    const other = trace({ steps: 1 }, (t) => {
      const set = t.input('data', [ROWS, 1, 40]);
      t.record('rows', ops.gather(set, t.perStepIndex('rows', [1, 1]), 0));
      t.record('double', ops.add(set, set));
    });
    assert.throws(() => lowerWithinGpuLimits(other, {}, limits(LIMIT)), PlaceError);
    assert.deepEqual(lowerWithinGpuLimits(other, {}, limits(1e6)).shards, []);
  });
});
