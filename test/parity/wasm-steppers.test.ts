/**
 * Every stepper on the WASM backend: the same bits on one thread and on several, and of a state
 * alone and among others.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { spatialShape } from '../../src/spectral/index.js';
import { repeat } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { dimensionsOf, everyStepper } from '../cases/steppers.js';

let one: Backend;
let several: Backend;
before(async () => {
  one = await createBackend({ backend: 'wasm', threads: 1 });
  several = await createBackend({ backend: 'wasm', threads: 3 });
});
after(async () => {
  await one.dispose();
  await several.dispose();
});

const STATES = 5;
const NUM_POINTS: Record<number, number> = { 1: 64, 2: 32, 3: 12 };

for (const [name, make] of Object.entries(everyStepper)) {
  for (const dims of dimensionsOf(name)) {
    test(`${name} in ${dims}D`, async () => {
      const numPoints = NUM_POINTS[dims]!;
      const stepper = make({ dims, numPoints, domainExtent: 20, dt: 1e-3 });
      const shape = [stepper.numChannels, ...spatialShape(dims, numPoints)];
      const size = stepper.numChannels * numPoints ** dims;
      const u = { data: randomArray(name, STATES * size), shape: [STATES, ...shape] };
      const expected = await repeat(stepper, 3, { backend: one })(u);
      assert.deepEqual(await repeat(stepper, 3, { backend: several })(u), expected);
      const first = { data: u.data.slice(0, size), shape };
      const alone = await repeat(stepper, 3, { backend: several })(first);
      assert.deepEqual(alone.data, expected.data.slice(0, size));
    });
  }
}
