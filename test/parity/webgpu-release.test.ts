/** A device that is given back leaves nothing behind in the heap, however many there were. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Device } from '../../src/backends/webgpu/device.js';
import { adapterOrReason } from './gpu.js';

const { adapter, skip } = await adapterOrReason();

/** A device that was used and destroyed, and that nobody holds. */
async function used(): Promise<WeakRef<Device>> {
  const device = (await Device.open())!;
  await device.scoped('nothing', () => null);
  device.destroy();
  return new WeakRef(device);
}

describe(`on ${adapter}`, { skip }, () => {
  test('devices are collected', async () => {
    setFlagsFromString('--expose-gc');
    const gc: () => void = runInNewContext('gc');
    const devices: WeakRef<Device>[] = [];
    for (let i = 0; i < 4; i++) devices.push(await used());
    const left = () => devices.filter((device) => device.deref() !== undefined).length;
    // The news that a device is gone comes in a task of its own, in Deno after a timer alone.
    for (let i = 0; i < 50 && left() > 1; i++) {
      await setTimeout(5);
      gc();
    }
    assert.ok(left() <= 1, `${left()} of ${devices.length} are still there`);
  });
});
