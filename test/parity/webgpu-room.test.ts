/**
 * Programs on WebGPU whose tensors do not fit into one buffer: with bindings of 1 MiB and 8 storage
 * buffers they have the bits that they have with the limits of the device, and what does not fit is
 * refused with its bytes.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import type { GpuLimits } from '../../src/backends/webgpu/adapters.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { GpuMemoryError } from '../../src/errors.js';
import { type Program, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { Burgers } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { numbersFor, trainingPrograms } from '../cases/training-task.js';
import { adapterOrReason, forbidWasm } from './gpu.js';
import { gpuWatch } from './gpu-watch.js';

const MIB = 2 ** 20;
const LIMITS: GpuLimits = { bindingBytes: MIB, storageBuffers: 8, workgroups: 65535 };
const STEPS = 2;

const { adapter, skip } = await adapterOrReason();
forbidWasm();

/** What a program leaves, from the same numbers on every backend. */
async function resultsOf(
  backend: Backend,
  program: Program,
  given: ReadonlyMap<string, Float64Array | Int32Array>,
): Promise<[string, Float64Array][]> {
  const executable = await backend.compile(program);
  for (const [name, values] of given) await executable.write(name, values);
  await executable.run(STEPS);
  const results: [string, Float64Array][] = [];
  for (const name of program.records.keys()) {
    results.push([`record ${name}`, await executable.readRecord(name, 0, STEPS)]);
  }
  for (const name of program.states.keys()) results.push([name, await executable.read(name)]);
  await executable.dispose();
  return results;
}

/** The buffers of a program's tensors within the limits. */
function tensorBuffers(program: Program): number[] {
  const { buffers, shards } = lowerForGpu(program, null, 1, LIMITS);
  return buffers.slice(0, buffers.length - shards.length);
}

const TRAININGS: [net: string, train: string, numSpatialDims: number, numPoints: number][] = [
  ['Conv;8;2;gelu', 'sup;5', 2, 32],
  ['FNO;6;5;2;gelu', 'sup;2', 2, 32],
  ['UNet;6;1;relu', 'one', 1, 400],
  ['Res;12;2;relu', 'div;2', 1, 400],
  ['Dil;2;12;1;swish', 'sup;2', 1, 160],
  ['MoRes;8;2;tanh', 'sup;2', 1, 400],
];

describe(`programs in many buffers on WebGPU (${adapter})`, { skip }, () => {
  let small: Backend;
  let large: Backend;
  before(async () => {
    const gpu = { maxBindingBytes: MIB, maxStorageBuffers: LIMITS.storageBuffers };
    small = await createBackend({ backend: 'webgpu', gpu });
    large = await createBackend({ backend: 'webgpu' });
  });
  after(async () => {
    await small.dispose();
    await large.dispose();
  });

  test('a solver takes the same trajectory', async () => {
    const stepper = new Burgers({ dims: 2, numPoints: 64, domainExtent: 1, dt: 1e-2, order: 2 });
    const shape = [1, 10, 2, 64, 64];
    const program = trace({ steps: STEPS }, (t) => {
      const u = t.state('u', shape);
      const next = stepper.step(u);
      t.assign(u, next);
      t.record('trajectory', next);
    });
    assert.ok(tensorBuffers(program).length > 1);
    const given = new Map([['u', randomArray('u', sizeOf(shape))]]);
    const expected = await resultsOf(large, program, given);
    assert.deepEqual(await resultsOf(small, program, given), expected);
  });

  for (const [net, train, num_spatial_dims, num_points] of TRAININGS) {
    test(`${net} with ${train} in ${num_spatial_dims}D trains the same`, async () => {
      const programs = await trainingPrograms(net, {
        key: 'diff_burgers',
        train,
        attributes: {
          num_spatial_dims,
          num_points,
          num_channels: num_spatial_dims,
          num_train_samples: 2,
          train_temporal_horizon: 8,
          batch_size: num_spatial_dims === 1 ? 10 : 4,
          optim_config: `adam;${STEPS};constant;1e-3`,
        },
      });
      const { full } = programs;
      assert.ok(tensorBuffers(full).length > 1, 'they do not fit into one buffer');
      const given = numbersFor(programs, STEPS);
      const expected = await resultsOf(large, full, given);
      const live = new Set(gpuWatch.live);
      const got = resultsOf(small, full, given);
      assert.deepEqual(await got, expected);
      assert.deepEqual(gpuWatch.live, live);
      assert.ok(expected.every(([, values]) => values.every(Number.isFinite)));
    });
  }
});

// The largest binding of many GPUs, and what WebGPU promises.
for (const [bindingBytes, count] of [
  [2 ** 31 - 64, 2],
  [2 ** 27, 26],
]) {
  test(`Conv;26;10;relu with sup;5 on 160² points lies in ${count} buffers of ${bindingBytes} bytes`, async () => {
    const { full } = await trainingPrograms('Conv;26;10;relu', {
      key: 'diff_burgers',
      train: 'sup;5',
      attributes: { num_spatial_dims: 2, num_points: 160, num_channels: 2, num_train_samples: 2 },
    });
    const laidOut = lowerForGpu(full, null, 1, { ...LIMITS, bindingBytes });
    const { buffers, bindings, shards } = laidOut;
    assert.equal(buffers.length - shards.length, count);
    assert.ok(buffers.every((bytes) => bytes <= bindingBytes));
    assert.ok(bindings.every(({ length }) => length < LIMITS.storageBuffers));
  });
}

describe('what has no room on a GPU is refused', () => {
  const refusal = (program: Program, pattern: RegExp, limits = LIMITS) =>
    assert.throws(
      () => lowerForGpu(program, null, 1, limits),
      (error) => {
        assert.ok(error instanceof GpuMemoryError);
        assert.match(error.message, pattern);
        return true;
      },
    );

  test('a tensor that is larger than a buffer may be', () => {
    const program = trace({ steps: 1 }, (t) => {
      const x = t.input('x', [1, 1, 1, MIB / 4 + 1]);
      t.record('y', ops.sum(x, [1, 2, 3]));
    });
    refusal(
      program,
      /^this would take 1,048,580 bytes in one buffer; this GPU has at most 1,048,576 \(.*smaller batch.*--recompute-every/,
    );
  });

  /** A sum of tensors that take a buffer each. */
  const sumOf = (count: number) =>
    trace({ steps: 1 }, (t) => {
      const inputs = Array.from({ length: count }, (_, i) => t.input(`x${i}`, [1, 1, 1, MIB / 6]));
      t.record('y', inputs.reduce(ops.add));
    });

  test('an op whose tensors lie in more buffers than a kernel may have', () => {
    refusal(
      sumOf(2),
      /^this would take 2,[\d,]+ bytes in buffers of at most 1,048,576, 3 of them for 'elementwise'; a kernel on this GPU has at most 2 at once \(.*smaller batch/,
      { ...LIMITS, storageBuffers: 3 },
    );
  });

  test('but not a sum of more tensors than those that a kernel may have', () => {
    const { bindings } = lowerForGpu(sumOf(8), null, 1, LIMITS);
    assert.equal(Math.max(...bindings.map(({ length }) => length)), LIMITS.storageBuffers - 1);
  });
});
