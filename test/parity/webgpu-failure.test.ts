/**
 * What happens when a GPU goes away, has no room, or refuses a kernel; and that a run can go on
 * elsewhere.
 */

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { adapterInfo, chooseBackend } from '../../src/backends/index.js';
import { Device } from '../../src/backends/webgpu/device.js';
import { WebGpuExecutable } from '../../src/backends/webgpu/executable.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { DeviceLostError, PlaceError, StoppedError } from '../../src/errors.js';
import type { RawResult, RunRawOptions } from '../../src/experiment/index.js';
import { trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { MemorySink } from '../cases/memory-sink.js';
import { relativeError } from '../golden/goldens.js';
import { adapterOrReason } from './gpu.js';
import { gpuWatch } from './gpu-watch.js';

const { adapter, skip } = await adapterOrReason();

const UPDATES = 300;
const attributes = {
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 5,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  batch_size: 4,
  optim_config: `adam;${UPDATES};constant;1e-3`,
  record_loss_every: 1,
};

/**
 * After so many updates the two backends' roundings, 6e-8 a step, have grown through Adam: as for
 * the goldens' traces.
 */
const PARITY = 1e-4;

/**
 * Trains on the GPU, which `auto` takes here although it may be one in software; saves after every
 * block of updates.
 */
function run(options: RunRawOptions = {}): Promise<RawResult> {
  return makeScenario('diff_adv', attributes).runRaw({
    net: 'Conv;3;1;tanh',
    gpu: { software: true },
    checkpointSeconds: 0,
    ...options,
  });
}

/**
 * Destroys the newest device whenever the first hundred updates are made, at most so often; `saved`
 * are the updates that were read back, and saved, before.
 */
function destroying(times: number): RunRawOptions & { readonly saved: readonly number[] } {
  const saved: number[] = [];
  let before = 0;
  return {
    saved,
    onProgress: ({ update }) => {
      if (update > 100 && saved.length < times) {
        saved.push(before);
        gpuWatch.devices.at(-1)!.destroy();
      } else before = update;
    },
  };
}

describe(`failures of a GPU (${adapter})`, { skip }, () => {
  beforeEach(() => gpuWatch.reset());

  test('auto goes on from the last read-back on a new device, to the same bits', async () => {
    const whole = await run();
    assert.equal(whole.info.backend, 'webgpu');
    assert.equal(whole.info.chosen, 'there is a GPU');
    assert.deepEqual(whole.info.moves, []);
    gpuWatch.reset();
    const notices: string[] = [];
    const onNotice = (text: string) => notices.push(text);
    const { saved, ...watching } = destroying(1);
    const moved = await run({ ...watching, onNotice });
    assert.equal(gpuWatch.devices.length, 2);
    assert.equal(gpuWatch.live.size, 0);
    assert.deepEqual(moved.losses.data, whole.losses.data);
    assert.deepEqual(moved.weights, whole.weights);
    const [{ update, on, why }, ...others] = moved.info.moves;
    assert.deepEqual(others, []);
    assert.ok(update > 0);
    assert.deepEqual([update], saved);
    assert.equal(on, `webgpu ${adapter}`);
    assert.match(why!, /^the GPU was lost: /);
    assert.match(
      notices.at(-1)!,
      /^the GPU was lost.*going on from what was last read back, on webgpu/,
    );
  });

  test('auto goes on with WASM where the next device is lost, too', async () => {
    const { saved, ...watching } = destroying(2);
    const moved = await run(watching);
    assert.equal(moved.info.backend, 'wasm');
    assert.deepEqual(
      moved.info.moves.map(({ update, on }) => [update, on.split(' ')[0]]),
      [
        [saved[0], 'webgpu'],
        [saved[1], 'wasm'],
      ],
    );
    const wasm = await run({ backend: 'wasm' });
    assert.ok(relativeError(moved.losses.data, wasm.losses.data) < PARITY);
  });

  test('a loss during the tests of a trained network has only those made again', async () => {
    // A weight and a bias of two layers: with their moments for the last checkpoint, then for the
    // result.
    const READS = 4 * 3 + 4;
    const moved = await run({
      onProgress: ({ update }) => {
        if (update < UPDATES) return;
        const { readBacks } = gpuWatch;
        gpuWatch.onSubmit = () => {
          if (gpuWatch.readBacks < readBacks + READS) return;
          gpuWatch.onSubmit = () => {};
          gpuWatch.devices.at(-1)!.destroy();
        };
      },
    });
    assert.deepEqual(
      moved.info.moves.map(({ update }) => update),
      [UPDATES],
    );
    assert.ok(moved.metrics.get('mean_nRMSE')!.data.every(Number.isFinite));
  });

  test('where the GPU has no room after all, auto moves to WASM', async () => {
    gpuWatch.noRoom = true;
    const { info } = await run();
    assert.equal(info.backend, 'wasm');
    const [{ update, on, why }, ...others] = info.moves;
    assert.deepEqual([update, on, others], [0, 'wasm simd', []]);
    assert.match(why!, /^the GPU has no room for [\d,]+ bytes: as the test wants it$/);
    assert.equal(gpuWatch.live.size, 0);
    gpuWatch.noRoom = true;
    await assert.rejects(run({ backend: 'webgpu' }), PlaceError);
    assert.equal(gpuWatch.live.size, 0);
  });

  test('auto takes WASM where the GPU gives no device', async () => {
    gpuWatch.refuseDevices = true;
    const { info } = await run();
    assert.equal(info.backend, 'wasm');
    assert.match(info.chosen!, /^the GPU gives no device: /);
    await assert.rejects(run({ backend: 'webgpu' }), /as the test wants/);
  });

  test('where WebGPU was asked for, a loss is one clear error', async () => {
    gpuWatch.onSubmit = () => {
      if (gpuWatch.submits === 10) gpuWatch.devices[0].destroy();
    };
    await assert.rejects(run({ backend: 'webgpu' }), (error) => {
      assert.ok(error instanceof DeviceLostError);
      assert.match(error.message, /^the GPU was lost: ./);
      return true;
    });
  });

  test('what does not fit is refused with its bytes before a device is opened; auto takes WASM', async () => {
    const gpu = { software: true, maxBindingBytes: 2000 };
    await assert.rejects(run({ backend: 'webgpu', gpu }), (error) => {
      assert.ok(error instanceof PlaceError);
      assert.match(
        error.message,
        /^this would take [\d,]+ bytes in one buffer; this GPU has at most 1,984 /,
      );
      return true;
    });
    assert.equal(gpuWatch.devices.length, 0);
    const { info } = await run({ gpu });
    assert.equal(info.backend, 'wasm');
    assert.match(info.chosen!, /^on the GPU, this would take [\d,]+ bytes.* at most 1,984$/);
  });

  test('auto means WASM for a GPU in software, for f64 and for relaxed SIMD', async () => {
    const { software } = (await adapterInfo())!;
    const plain = await chooseBackend({});
    assert.equal(plain.backend, software ? 'wasm' : 'webgpu');
    assert.match(plain.why!, software ? /in software/ : /there is a GPU/);
    assert.deepEqual(await chooseBackend({ precision: 'f64' }), {
      backend: 'wasm',
      why: 'WebGPU has no 64-bit numbers',
    });
    assert.deepEqual(await chooseBackend({ relaxedSimd: true }), {
      backend: 'wasm',
      why: 'relaxed SIMD is a build of the WASM core',
    });
    assert.equal(gpuWatch.devices.length, 0);
  });

  for (const [from, to] of [
    ['webgpu', 'wasm'],
    ['wasm', 'webgpu'],
  ] as const) {
    test(`a checkpoint of ${from} is one of ${to}`, async () => {
      const checkpoint = new MemorySink();
      const stop = new AbortController();
      const onProgress = ({ update }: { update: number }) => {
        if (update >= 100) stop.abort();
      };
      const first = run({ backend: from, checkpoint, signal: stop.signal, onProgress });
      await assert.rejects(first, StoppedError);
      const { update } = checkpoint.kept!;
      const second = await run({ backend: to, checkpoint });
      const [move, ...others] = second.info.moves;
      assert.deepEqual(others, []);
      assert.deepEqual([move.update, move.on.split(' ')[0]], [update, to]);
      const wasm = await run({ backend: 'wasm' });
      assert.ok(relativeError(second.losses.data, wasm.losses.data) < PARITY);
    });
  }

  test('an invalid kernel is named', async () => {
    const device = (await Device.open())!;
    const kernel = {
      key: 'a test',
      shader: 'copy',
      values: { COUNT: 'nonsense' },
      slots: [0, 0],
      lanes: 1 as const,
    };
    await assert.rejects(
      device.pipeline(kernel),
      /^Error: the GPU refused the kernel copy: .*nonsense/s,
    );
    device.destroy();
  });

  test('a dispatch that the GPU refuses is named', async () => {
    const device = (await Device.open())!;
    const program = trace({ steps: 1 }, (t) => {
      const x = t.state('x', [1, 1, 1, 4]);
      t.assign(x, ops.add(x, x));
    });
    const lowered = lowerForGpu(program, null, 1);
    lowered.workgroups[0] = [70_000, 1, 1];
    const executable = await WebGpuExecutable.create(device, lowered);
    const name = lowered.kernels[0].shader;
    await assert.rejects(executable.run(1), new RegExp(`the kernel ${name}: .*70000`));
    device.destroy();
  });

  test('an error that no scope caught fails the next work', async () => {
    const device = (await Device.open())!;
    device.device.createBuffer({ size: 16, usage: 0 });
    await device.device.queue.onSubmittedWorkDone();
    await assert.rejects(
      device.scoped('a test', () => {}),
      /the GPU refused a test: /,
    );
    device.destroy();
  });
});
