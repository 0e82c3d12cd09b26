/** What `doctor` says to install, from what Dawn says of the machine. */

import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { bunGpu } from '../../src/platform/bun-gpu.js';
import { denoGpu } from '../../src/platform/deno-gpu.js';
import { gpuAdvice, missingDrivers } from '../../src/platform/gpu-advice.js';

/** What Dawn wrote where there was no loader, and where there was a loader and no driver. */
const NO_LOADER = [
  "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory",
  '    at operator() (/third_party/dawn/src/dawn/native/vulkan/BackendVk.cpp:368)',
];
const NO_DRIVER = [
  'Warning: vkCreateInstance: Found no drivers!',
  'Warning: vkCreateInstance failed with VK_ERROR_INCOMPATIBLE_DRIVER',
  '    at CheckVkSuccessImpl (/third_party/dawn/src/dawn/native/vulkan/VulkanError.cpp:106)',
];

test('without a loader, it and a driver are to be installed', () => {
  const advice = gpuAdvice('linux', NO_LOADER);
  assert.match(advice, /libvulkan1; .*LD_LIBRARY_PATH=\/usr\/lib\/chromium/);
  const driver = gpuAdvice('linux', NO_DRIVER).replace('for --backend webgpu: ', '');
  assert.ok(advice.endsWith(`, and ${driver}`), advice);
});

test('with a loader, a driver is to be installed, and nothing is said of the loader', () => {
  for (const said of [NO_DRIVER, []]) {
    const advice = gpuAdvice('linux', said);
    assert.match(advice, /^for --backend webgpu: a Vulkan driver: .*VK_DRIVER_FILES=/);
    assert.doesNotMatch(advice, /libvulkan|loader/);
  }
});

test('elsewhere the loader of Vulkan is not missed', () => {
  for (const platform of ['win32', 'darwin', 'freebsd']) {
    assert.equal(gpuAdvice(platform, NO_LOADER), gpuAdvice(platform, []));
  }
  assert.match(gpuAdvice('win32', []), /Direct3D 12/);
});

test('a variable that names a driver that is not there comes first', () => {
  const env = { VK_DRIVER_FILES: ['/a.json', '/b.json'].join(delimiter), VK_ICD_FILENAMES: '' };
  const missing = missingDrivers(env, (file) => file === '/a.json');
  assert.deepEqual(missing, ['VK_DRIVER_FILES names /b.json, which is not there']);
  assert.deepEqual(
    missingDrivers({}, () => false),
    [],
  );
  const advice = gpuAdvice('linux', NO_DRIVER, missing);
  assert.match(
    advice,
    /^for --backend webgpu: VK_DRIVER_FILES names \/b\.json, .* there; a Vulkan/,
  );
  assert.ok(gpuAdvice('linux', NO_LOADER, missing).includes('libvulkan1'));
});

test('Deno without WebGPU is to be started with its flag, and so with one that finds no adapter', async () => {
  const real = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  try {
    for (const gpu of [undefined, {}]) {
      Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
      const { advice, why } = await denoGpu();
      assert.match(advice!, /^for --backend webgpu: .*deno run --unstable-webgpu --allow-all\)?$/);
      assert.equal(why, gpu ? undefined : 'Deno was started without --unstable-webgpu');
    }
  } finally {
    if (real) Object.defineProperty(globalThis, 'navigator', real);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});

test('in Bun nothing can be installed: other programs have WebGPU', async () => {
  const { advice, why } = await bunGpu();
  assert.equal(why, 'Bun has no WebGPU');
  assert.doesNotMatch(advice!, /npm|driver/);
  assert.match(advice!, /: Bun has no WebGPU; take Node, or deno run --unstable-webgpu /);
});
