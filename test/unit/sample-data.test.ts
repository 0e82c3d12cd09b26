/** Sample data: shapes, the equations that they solve, defaults, bad input. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NdArray, random, sampleData, steppers } from '../../src/index.js';

const key = random.PRNGKey(0);

test('a step of advection by whole cells moves every value to its neighbour', async () => {
  const { data, shape } = await sampleData.advection1dPeriodic({ key, cfl: 2, numSamples: 3 });
  assert.deepEqual(shape, [3, 100, 1, 30]);
  const at = (sample: number, t: number, i: number) =>
    data[(sample * 100 + t) * 30 + ((i + 60) % 30)]!;
  for (let sample = 0; sample < 3; sample++) {
    for (let i = 0; i < 30; i++) {
      assert.ok(Math.abs(at(sample, 5, i) - at(sample, 0, i - 10)) < 1e-12);
    }
  }
});

test('the modes of advection end at the highest one', async () => {
  const { data } = await sampleData.advection1dPeriodic({
    ...{ key, highestInitMode: 2, numSamples: 1, temporalHorizon: 1, numPoints: 12 },
  });
  for (let mode = 0; mode <= 6; mode++) {
    const [re, im] = [Math.cos, Math.sin].map((wave) =>
      data.reduce((sum, u, j) => sum + u * wave((2 * Math.PI * mode * j) / 12), 0),
    );
    const drawn = mode === 1 || mode === 2;
    assert.equal(Math.hypot(re!, im!) > 1e-3, drawn, `${mode}`);
  }
});

/** Classical Runge-Kutta for Lorenz' equations, written out. */
function rungeKutta([x, y, z]: readonly number[], dt: number): number[] {
  const rate = ([x, y, z]: readonly number[]) => [
    10 * (y! - x!),
    x! * (28 - z!) - y!,
    x! * y! - (8 / 3) * z!,
  ];
  const along = (slope: readonly number[], time: number) =>
    [x!, y!, z!].map((value, i) => value + time * slope[i]!);
  const k1 = rate([x!, y!, z!]);
  const k2 = rate(along(k1, dt / 2));
  const k3 = rate(along(k2, dt / 2));
  const k4 = rate(along(k3, dt));
  return along(
    k1.map((slope, i) => (slope + 2 * k2[i]! + 2 * k3[i]! + k4[i]!) / 6),
    dt,
  );
}

test('a step of Lorenz is one of Runge-Kutta, and trajectories are made of such steps', async () => {
  const stepper = sampleData.makeLorenzStepperRk4(0.02);
  const state: NdArray = { data: Float64Array.of(1, 2, 20), shape: [3] };
  const after = await steppers.repeat(stepper, 1, { precision: 'f64' })(state);
  const near = (ours: ArrayLike<number>, theirs: readonly number[]) =>
    theirs.forEach((value, i) => {
      assert.ok(Math.abs(ours[i]! - value) < 1e-12, `${ours[i]} ${value}`);
    });
  near(after.data, rungeKutta([1, 2, 20], 0.02));
  const { data, shape } = await sampleData.lorenzRk4({
    ...{ key, numSamples: 2, temporalHorizon: 3, numWarmupSteps: 1, dt: 0.02 },
  });
  assert.deepEqual(shape, [2, 3, 3]);
  const drawn = await random.normal(key, [2, 3]);
  for (const sample of [0, 1]) {
    let u = [...drawn.slice(3 * sample, 3 * sample + 3)];
    for (let t = 0; t < 3; t++) {
      u = rungeKutta(u, 0.02);
      near(data.slice(9 * sample + 3 * t, 9 * sample + 3 * t + 3), u);
    }
  }
});

test('without warm-up a trajectory of Lorenz begins with what is drawn', async () => {
  const options = { key, numSamples: 2, temporalHorizon: 1, numWarmupSteps: 0, initStd: 2 };
  const { data } = await sampleData.lorenzRk4(options);
  assert.deepEqual(
    [...data],
    Array.from(await random.normal(key, [2, 3]), (x) => 2 * x),
  );
});

test('a displacement has the force as its second difference', async () => {
  const [force, displacement] = await sampleData.poisson1dDirichlet({
    ...{ key, numPoints: 20, numSamples: 4, domainExtent: 2 },
  });
  assert.deepEqual(
    [force.shape, displacement.shape],
    [
      [4, 1, 20],
      [4, 1, 20],
    ],
  );
  const dx = 2 / 21;
  for (let sample = 0; sample < 4; sample++) {
    const u = (i: number) => (i < 0 || i > 19 ? 0 : displacement.data[20 * sample + i]!);
    for (let i = 0; i < 20; i++) {
      const difference = (2 * u(i) - u(i - 1) - u(i + 1)) / dx ** 2;
      assert.ok(Math.abs(difference - force.data[20 * sample + i]!) < 1e-11);
    }
  }
});

test('sizes that cannot be are refused', async () => {
  const wrong = [
    sampleData.advection1dPeriodic({ key, numPoints: 0 }),
    sampleData.advection1dPeriodic({ key, temporalHorizon: 1.5 }),
    sampleData.lorenzRk4({ key, numWarmupSteps: -1 }),
    sampleData.poisson1dDirichlet({ key, numSamples: Number.NaN }),
  ];
  for (const made of wrong) {
    await assert.rejects(made, { name: 'UserError', message: /must be a whole number from/ });
  }
});
