/** What is asked of a GPU, against what programs are laid out for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gpuLimits, requiredLimits } from '../../src/backends/webgpu/adapters.js';
import { tooManyBuffers } from '../../src/backends/webgpu/buffers.js';
import { type GpuProgram, lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { loadCore } from '../../src/core/index.js';
import { GpuMemoryError } from '../../src/errors.js';
import { type Program, trace } from '../../src/graph/index.js';
import { Burgers } from '../../src/steppers/index.js';
import { trainingPrograms } from '../cases/training-task.js';

/** Each twice what WebGPU promises. */
const limits = {
  maxStorageBufferBindingSize: 2 ** 28,
  maxBufferSize: 2 ** 29,
  maxStorageBuffersPerShaderStage: 16,
  maxComputeWorkgroupsPerDimension: 2 * 65535,
  maxTextureDimension2D: 2 * 8192,
};

test('every limit that programs are laid out for is asked of the device', () => {
  const read = new Set<string>();
  const watched = new Proxy<Record<string, number>>(limits, {
    get: (target, name) => {
      read.add(String(name));
      return target[String(name)];
    },
  });
  assert.deepEqual(gpuLimits({ limits: watched }), {
    bindingBytes: 2 ** 28,
    storageBuffers: 16,
    workgroups: 2 * 65535,
  });
  assert.equal(read.size, 4);
  const { maxTextureDimension2D: _, ...asked } = limits;
  assert.deepEqual(requiredLimits({ limits }), asked);
  assert.deepEqual(new Set(Object.keys(asked)), read);
});

test('limits of our own are those of the layout, and counts those of the device', () => {
  const own = { maxBindingBytes: 1000, maxStorageBuffers: 8, maxWorkgroups: 100 };
  // A multiple of 64.
  assert.deepEqual(gpuLimits({ limits }, own), {
    bindingBytes: 960,
    storageBuffers: 8,
    workgroups: 100,
  });
  const asked = requiredLimits({ limits }, own);
  assert.equal(asked.maxBufferSize, limits.maxBufferSize);
  assert.equal(asked.maxStorageBuffersPerShaderStage, 8);
  assert.equal(asked.maxComputeWorkgroupsPerDimension, 100);
});

test('of an op in too many buffers it is not said how many bytes there are at most', () => {
  const own = { bindingBytes: 1024, storageBuffers: 8, workgroups: 1 };
  const { message, memory } = tooManyBuffers({ op: 'concat', count: 9 }, 4096, own);
  assert.match(
    message,
    /^this would take 4,096 bytes .* 1,024, 9 of them for 'concat'; .* 7 at once/,
  );
  // Less than in the seven, and too much for all that.
  assert.deepEqual(memory, { bytes: 4096 });
});

/** A program in buffers as small as its largest tensor; fails where it is refused for another reason. */
function lowerBySize(program: Program, storageBuffers: number): GpuProgram {
  for (let bindingBytes = 64; ; ) {
    try {
      return lowerForGpu(program, null, 1, { bindingBytes, storageBuffers, workgroups: 65535 });
    } catch (error) {
      assert.ok(error instanceof GpuMemoryError && error.memory?.most !== undefined, String(error));
      bindingBytes = 64 * Math.ceil(error.memory.bytes / 64);
    }
  }
}

const NETS = [
  ...['Conv;4;2;gelu', 'Res;4;2;relu', 'UNet;4;2;tanh', 'Dil;2;4;1;relu', 'FNO;4;3;2;gelu'],
  ...['MLP;8;2;tanh', 'MoRes;4;2;swish', 'MoUNet;4;1;relu', 'Pure;3'],
];

for (const net of NETS) {
  test(`a step of ${net} whose tensors fit one by one fits with 8 buffers for a kernel`, async () => {
    const attributes = {
      ...{ num_points: 24, num_train_samples: 2, batch_size: 4 },
      optim_config: 'adam;10;constant;1e-3',
    };
    for (const [train, task] of [
      ['sup;3', 'predict'],
      ['div;2', 'correct;parallel'],
    ] as const) {
      const programs = await trainingPrograms(net, {
        key: 'diff_burgers',
        train,
        task,
        attributes,
      });
      const { bindings, buffers, shards } = lowerBySize(programs.full, 8);
      assert.ok(buffers.length - shards.length > 8);
      assert.ok(bindings.every(({ length }) => length < 8));
    }
  });
}

test('so does a solver of fourth order in 3D, whose sums read more tensors than that', async () => {
  await loadCore();
  const grid = { dims: 3, numPoints: 8, domainExtent: 1, dt: 1e-2 };
  const stepper = new Burgers({ ...grid, order: 4, conservative: true });
  const program = trace({ steps: 1 }, (t) => {
    const u = t.state('u', [1, 1, 3, 8, 8, 8]);
    t.assign(u, stepper.step(u));
  });
  const most = ({ bindings }: GpuProgram) => Math.max(...bindings.map(({ length }) => length));
  assert.ok(most(lowerBySize(program, Number.POSITIVE_INFINITY)) > 7);
  assert.ok(most(lowerBySize(program, 8)) <= 7);
});
