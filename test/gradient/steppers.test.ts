/** The gradient through a step of every stepper, against central differences in float64. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { grad, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { spatialShape } from '../../src/spectral/index.js';
import { Burgers, RepeatedStepper, type Stepper } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { dimensionsOf, everyStepper } from '../cases/steppers.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
});
after(() => backend.dispose());

/** The slope of a random projection of the step along a random direction. */
async function checkGradient(name: string, stepper: Stepper): Promise<void> {
  const { dims, numPoints, numChannels } = stepper;
  const shape = [1, 1, numChannels, ...spatialShape(dims, numPoints)];
  const size = numChannels * numPoints ** dims;
  const weights = randomArray(`${name} weights`, size);
  const axes = shape.map((_, axis) => axis).slice(1);
  const program = trace({ steps: 1 }, (t) => {
    const u = t.state('u', shape);
    const value = ops.sum(ops.mul(stepper.step(u), t.constant(weights, shape)), axes);
    t.record('value', value);
    t.record('slope', grad(value, [u])[0]!);
  });
  const run = await backend.compile(program);
  const evaluate = async (u: Float64Array) => {
    await run.seek(0);
    await run.write('u', u);
    await run.run(1);
    const [value] = await run.readRecord('value', 0, 1);
    return { value: value!, slope: await run.readRecord('slope', 0, 1) };
  };
  const u = randomArray(`${name} state`, size);
  const direction = randomArray(`${name} direction`, size);
  const { slope } = await evaluate(u);
  const h = 2 ** -17;
  const plus = await evaluate(u.map((value, i) => value + h * direction[i]!));
  const minus = await evaluate(u.map((value, i) => value - h * direction[i]!));
  await run.dispose();
  const measured = (plus.value - minus.value) / (2 * h);
  const expected = slope.reduce((sum, value, i) => sum + value * direction[i]!, 0);
  const largest = slope.reduce((sum, value, i) => sum + Math.abs(value * direction[i]!), 0);
  assert.ok(Math.abs(measured - expected) <= 1e-9 * largest, `${measured}, not ${expected}`);
}

const NUM_POINTS: Record<number, number> = { 1: 15, 2: 8, 3: 6 };

for (const [name, make] of Object.entries(everyStepper)) {
  for (const dims of dimensionsOf(name)) {
    const options = { dims, numPoints: NUM_POINTS[dims]!, domainExtent: 3, dt: 0.01 };
    test(`${name} in ${dims}D`, () => checkGradient(name, make(options)));
  }
  const [dims] = dimensionsOf(name);
  for (const order of [1, 3, 4]) {
    const options = { dims: dims!, numPoints: 8, domainExtent: 3, dt: 0.01, order };
    test(`${name} of order ${order}`, () => checkGradient(name, make(options)));
  }
}

test('several substeps, conservative', () => {
  const options = { dims: 1, numPoints: 32, domainExtent: 2, dt: 0.02, diffusivity: 0.02 };
  const substep = new Burgers({ ...options, conservative: true, order: 3 });
  return checkGradient('substeps', new RepeatedStepper(substep, 3));
});
