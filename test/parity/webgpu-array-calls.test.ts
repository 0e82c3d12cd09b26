/**
 * What a call on arrays computes on where nothing is said: a real GPU, and WASM where the GPU
 * cannot do it, gives no device, has no room or goes away; without a word.
 */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { Burgers, repeat } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { relativeError } from '../golden/goldens.js';
import { adapterOrReason } from './gpu.js';
import { gpuWatch, methodsOf } from './gpu-watch.js';

const { adapter, skip } = await adapterOrReason();

/** Has every adapter be a real one, as far as it says. */
const { requestAdapter } = methodsOf('GPU');
const info = { vendor: 'acme', architecture: 'anvil', description: 'Anvil 1', device: '' };
methodsOf('GPU').requestAdapter = async function (...args) {
  const found: GPUAdapter | null = await requestAdapter.apply(this, args);
  if (found) Object.defineProperty(found, 'info', { value: { ...info, isFallbackAdapter: false } });
  return found;
};

const stepper = new Burgers({ dims: 1, domainExtent: 1, numPoints: 16, dt: 0.01 });
const states = { data: randomArray('array calls', 48), shape: [3, 1, 16] };
const advance = (options?: { backend?: 'wasm'; precision?: 'f64' }) =>
  repeat(stepper, 20, options)(states);

describe(`array calls where nothing is said of a backend (${adapter})`, { skip }, () => {
  const said = ['log', 'info', 'warn', 'error'] as const;
  beforeEach(() => {
    gpuWatch.reset();
    for (const method of said) mock.method(console, method, () => {});
  });
  afterEach(() => {
    const calls = said.flatMap(
      (method) => (console[method] as unknown as { mock: { calls: unknown[] } }).mock.calls,
    );
    mock.restoreAll();
    assert.deepEqual(calls, []);
    assert.equal(gpuWatch.live.size, 0);
  });

  test('a GPU is used, and gives the same to rounding', async () => {
    const { data, shape } = await advance();
    assert.equal(gpuWatch.devices.length, 1);
    assert.deepEqual(shape, states.shape);
    const onWasm = (await advance({ backend: 'wasm' })).data;
    assert.equal(gpuWatch.devices.length, 1);
    // 20 steps of some ten roundings each, of 6e-8 of the largest value.
    assert.ok(relativeError(data, onWasm) < 20 * 10 * 6e-8);
  });

  test('f64 is computed on WASM', async () => {
    const { data } = await advance({ precision: 'f64' });
    assert.equal(gpuWatch.devices.length, 0);
    assert.deepEqual(data, (await advance({ precision: 'f64', backend: 'wasm' })).data);
  });

  const failures: Record<string, () => void> = {
    'is lost again and again': () => {
      gpuWatch.onSubmit = () => gpuWatch.devices.at(-1)!.destroy();
    },
    'has no room': () => {
      gpuWatch.noRoom = true;
    },
    'gives no device': () => {
      gpuWatch.refuseDevices = true;
    },
  };
  for (const [what, fail] of Object.entries(failures)) {
    test(`where the GPU ${what}, WASM takes over`, async () => {
      fail();
      const { data } = await advance();
      gpuWatch.reset();
      assert.deepEqual(data, (await advance({ backend: 'wasm' })).data);
      assert.equal(gpuWatch.devices.length, 0);
    });
  }
});
