/** Steppers by their properties: analytic solutions, families that agree, chunks, gradients. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { grad, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { identityOperator, spatialShape } from '../../src/spectral/index.js';
import * as steppers from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';

const {
  Advection,
  Burgers,
  buildTrajectories,
  DifficultyConvectionStepper,
  DifficultyLinearStepper,
  Diffusion,
  GeneralConvectionStepper,
  GeneralLinearStepper,
  KortewegDeVries,
  NormalizedConvectionStepper,
  RepeatedStepper,
  SpectralStepper,
} = steppers;
type Stepper = steppers.Stepper;

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

const N = 32;
const domain = { dims: 1, domainExtent: 2, numPoints: N, dt: 0.1 };
const wave = (k: number, amplitude = 1, phase = 0) =>
  Float64Array.from(
    { length: N },
    (_, i) => amplitude * Math.sin((2 * Math.PI * k * i) / N + phase),
  );
const bump = wave(1).map((value, i) => value + wave(3, 0.4, 1)[i]! + 0.1);

async function after1(stepper: Stepper, u: Float64Array, horizon = 1): Promise<Float64Array> {
  const all = await buildTrajectories(backend, stepper, u, { horizon });
  return all.slice(horizon * u.length);
}

function assertClose(a: Float64Array, b: Float64Array, tolerance = 1e-13): void {
  assert.equal(a.length, b.length);
  a.forEach((value, i) => {
    assert.ok(Math.abs(value - b[i]!) <= tolerance, `${i}: ${value} ${b[i]}`);
  });
}

/**
 * All steppers that there are, with the options that each needs besides a domain and a time step.
 */
const every: Record<string, (options: steppers.StepperOptions) => Stepper> = {
  Advection: (options) => new Advection(options),
  AdvectionDiffusion: (options) => new steppers.AdvectionDiffusion(options),
  Burgers: (options) => new Burgers(options),
  DifficultyConvectionStepper: (options) => new DifficultyConvectionStepper(options),
  DifficultyLinearStepper: (options) => new DifficultyLinearStepper(options),
  DifficultyLinearStepperSimple: (options) => new steppers.DifficultyLinearStepperSimple(options),
  Diffusion: (options) => new Diffusion(options),
  Dispersion: (options) => new steppers.Dispersion(options),
  GeneralConvectionStepper: (options) => new GeneralConvectionStepper(options),
  GeneralLinearStepper: (options) => new GeneralLinearStepper(options),
  HyperDiffusion: (options) => new steppers.HyperDiffusion(options),
  KortewegDeVries: (options) => new KortewegDeVries(options),
  KuramotoSivashinskyConservative: (options) =>
    new steppers.KuramotoSivashinskyConservative(options),
  NormalizedConvectionStepper: (options) => new NormalizedConvectionStepper(options),
  NormalizedLinearStepper: (options) => new steppers.NormalizedLinearStepper(options),
  RepeatedStepper: (options) => new RepeatedStepper(new Burgers(options), 2),
  SpectralStepper: (options) =>
    new SpectralStepper(options, { numChannels: 1, linear: () => identityOperator(options) }),
};

test('every stepper is among those that are tested in 1D to 3D', () => {
  const exported = Object.entries(steppers).flatMap(([name, value]) =>
    'prototype' in value && 'step' in value.prototype ? [name] : [],
  );
  assert.deepEqual(Object.keys(every).sort(), exported.sort());
});

for (const [name, make] of Object.entries(every)) {
  for (const [dims, numPoints] of [
    [1, 20],
    [2, 9],
    [3, 6],
  ] as const) {
    test(`${name} steps in ${dims}D, and a shifted state to the shifted end`, async () => {
      const stepper = make({ dims, numPoints, domainExtent: 2, dt: 1e-3 });
      assert.equal(stepper.dims, dims);
      const points = sizeOf(spatialShape(dims, numPoints));
      const u = randomArray(name, stepper.numChannels * points);
      const end = await after1(stepper, u);
      assert.ok(end.every(Number.isFinite));
      assert.notDeepEqual(end, u);
      for (let axis = 0; axis < dims; axis++) {
        const stride = numPoints ** (dims - 1 - axis);
        const shifted = (v: Float64Array) =>
          v.map((_, at) => {
            const isLast = Math.floor(at / stride) % numPoints === numPoints - 1;
            return v[at + (isLast ? 1 - numPoints : 1) * stride]!;
          });
        assertClose(await after1(stepper, shifted(u)), shifted(end), 1e-12);
      }
    });
  }
}

test('advection by the whole domain changes nothing', async () => {
  const stepper = new Advection({ ...domain, velocity: 20 });
  assertClose(await after1(stepper, bump), bump);
});

test('diffusion lets a mode decay exponentially', async () => {
  const decay = Math.exp(-0.02 * (Math.PI * 3) ** 2 * 0.1 * 5);
  const stepper = new Diffusion({ ...domain, diffusivity: 0.02 });
  assertClose(await after1(stepper, wave(3), 5), wave(3, decay));
});

test('a soliton keeps its shape and moves at its speed', async () => {
  const [domainExtent, numPoints, speed, time] = [40, 96, 1, 2];
  // u_t - 6 u u_x + u_xxx = 0; the next solitons are so far away that they do not matter.
  const soliton = (t: number) =>
    Float64Array.from({ length: numPoints }, (_, i) => {
      const x = (i * domainExtent) / numPoints - domainExtent / 2 - speed * t;
      return -speed / 2 / Math.cosh((Math.sqrt(speed) / 2) * x) ** 2;
    });
  for (const conservative of [true, false]) {
    for (const dt of [0.01, 0.005]) {
      const options = { dims: 1, domainExtent, numPoints, dt, conservative };
      const stepper = new KortewegDeVries({ ...options, hyperDiffusivity: 0 });
      const end = await after1(stepper, soliton(0), time / dt);
      // Of first order in time, since coefficients keep only the real part of the contour's mean.
      assertClose(end, soliton(time), 0.5 * dt);
    }
  }
});

test('physical, normalized and difficulty coefficients make the same step', async () => {
  const linear = new GeneralLinearStepper({ ...domain, linearCoefficients: [0.1, -0.5, 0.02] });
  const gammas = [0.01, -0.025 * N, ((0.02 * 0.1) / 4) * N * N * 2];
  const difficulty = new DifficultyLinearStepper({
    dims: 1,
    numPoints: N,
    linearDifficulties: gammas,
  });
  assertClose(await after1(linear, bump), await after1(difficulty, bump));

  const form = { conservative: true, order: 3 };
  const burgers = await after1(new Burgers({ ...domain, diffusivity: 0.02, ...form }), bump);
  const same = [
    new GeneralConvectionStepper({ ...domain, linearCoefficients: [0, 0, 0.02], ...form }),
    new NormalizedConvectionStepper({
      dims: 1,
      numPoints: N,
      normalizedLinearCoefficients: [0, 0, 0.0005],
      normalizedConvectionScale: 0.05,
      ...form,
    }),
    new DifficultyConvectionStepper({
      dims: 1,
      numPoints: N,
      linearDifficulties: [0, 0, 0.0005 * N * N * 2],
      convectionDifficulty: 0.05 * N,
      ...form,
    }),
  ];
  for (const stepper of same) assertClose(await after1(stepper, bump), burgers);
});

test('conservative and advective convection agree while the state is resolved', async () => {
  const options = { ...domain, dt: 0.001, diffusivity: 0.01, order: 4, dealiasingFraction: 1 };
  const conservative = await after1(new Burgers({ ...options, conservative: true }), bump);
  assertClose(await after1(new Burgers(options), bump), conservative, 1e-12);
});

test('higher orders converge faster', async () => {
  const errors = await Promise.all(
    [1, 2, 3, 4].map(async (order) => {
      const options = { ...domain, diffusivity: 0.05, order };
      const coarse = await after1(new Burgers({ ...options, dt: 0.02 }), bump, 4);
      const fine = await after1(new Burgers({ ...options, order: 4, dt: 0.001 }), bump, 80);
      return Math.max(...coarse.map((value, i) => Math.abs(value - fine[i]!)));
    }),
  );
  errors.slice(1).forEach((error, i) => {
    assert.ok(error < errors[i]! / 4, `${errors}`);
  });
});

test('a repeated stepper is its substeps, and covers their time', async () => {
  const substep = new Burgers({ ...domain, dt: 0.02, diffusivity: 0.02 });
  const repeated = new RepeatedStepper(substep, 4);
  assert.equal(repeated.dt, 0.08);
  assertClose(await after1(repeated, bump), await after1(substep, bump, 4));
  assertClose(await after1(new RepeatedStepper(substep, 1), bump), await after1(substep, bump));
});

test('where dealiasing keeps no mode, only the linear part is left', async () => {
  const burgers = new Burgers({ ...domain, diffusivity: 0.02, dealiasingFraction: 0 });
  const linear = new Diffusion({ ...domain, diffusivity: 0.02 });
  assert.deepEqual(await after1(burgers, bump), await after1(linear, bump));
});

test('trajectories do not depend on how samples are grouped, and warm-up only shifts them', async () => {
  const stepper = new Burgers({ ...domain, diffusivity: 0.02 });
  const states = Float64Array.from([...bump, ...wave(2), ...wave(5, 0.3)]);
  const all = await buildTrajectories(backend, stepper, states, { horizon: 7 });
  const grouped = await buildTrajectories(backend, stepper, states, { horizon: 7, chunk: 2 });
  assert.deepEqual(grouped, all);
  const late = await buildTrajectories(backend, stepper, states, { horizon: 2, warmup: 5 });
  for (let sample = 0; sample < 3; sample++) {
    const wanted = all.slice((sample * 8 + 5) * N, (sample + 1) * 8 * N);
    assert.deepEqual(late.slice(sample * 3 * N, (sample + 1) * 3 * N), wanted);
  }
  const none = await buildTrajectories(backend, stepper, states, { horizon: 0, warmup: 5 });
  assert.deepEqual(none.slice(0, N), late.slice(0, N));
});

test('steppers differentiate', async () => {
  const stepper = new RepeatedStepper(
    new Burgers({ ...domain, dt: 0.02, diffusivity: 0.02, conservative: true, order: 3 }),
    3,
  );
  const weights = wave(2, 1, 0.5);
  const program = trace({ steps: 1 }, (t) => {
    const u = t.state('u', [1, 1, 1, N]);
    const w = t.constant(weights, [1, 1, 1, N]);
    const value = ops.sum(ops.mul(stepper.step(u), w), [1, 2, 3]);
    t.record('value', value);
    t.record('slope', grad(value, [u])[0]!);
  });
  const run = await backend.compile(program);
  const evaluate = async (u: Float64Array) => {
    await run.seek(0);
    await run.write('u', u);
    await run.run(1);
    return {
      value: await run.readRecord('value', 0, 1),
      slope: await run.readRecord('slope', 0, 1),
    };
  };
  const { slope } = await evaluate(bump);
  const direction = wave(3, 1, 2);
  const h = 1e-5;
  const plus = await evaluate(bump.map((value, i) => value + h * direction[i]!));
  const minus = await evaluate(bump.map((value, i) => value - h * direction[i]!));
  const measured = (plus.value[0]! - minus.value[0]!) / (2 * h);
  const wanted = slope.reduce((sum, value, i) => sum + value * direction[i]!, 0);
  assert.ok(Math.abs(measured - wanted) <= 1e-8 * Math.abs(wanted), `${measured} ${wanted}`);
  await run.dispose();
});
