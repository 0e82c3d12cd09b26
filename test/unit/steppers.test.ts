/** Steppers by their properties: symmetries, families that agree, chunks. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { UserError } from '../../src/errors.js';
import { spatialShape } from '../../src/spectral/index.js';
import * as steppers from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { dimensionsOf, everyStepper, shiftableAxes } from '../cases/steppers.js';

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

test('every stepper is among those that are tested in 1D to 3D', () => {
  const exported = Object.entries(steppers).flatMap(([name, value]) =>
    'prototype' in value && 'step' in value.prototype ? [name] : [],
  );
  assert.deepEqual(Object.keys(everyStepper).sort(), exported.sort());
});

const NUM_POINTS: Record<number, number> = { 1: 20, 2: 9, 3: 6 };

for (const [name, make] of Object.entries(everyStepper)) {
  for (const dims of dimensionsOf(name)) {
    test(`${name} steps in ${dims}D, and a shifted state to the shifted end`, async () => {
      const numPoints = NUM_POINTS[dims]!;
      const stepper = make({ dims, numPoints, domainExtent: 2, dt: 1e-3 });
      assert.equal(stepper.dims, dims);
      const points = sizeOf(spatialShape(dims, numPoints));
      const u = randomArray(name, stepper.numChannels * points);
      const end = await after1(stepper, u);
      assert.ok(end.every(Number.isFinite));
      assert.notDeepEqual(end, u);
      for (const axis of shiftableAxes(name, dims)) {
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

/** Nonlinear terms, to which a mode above the cut-off on any axis must be as nothing. */
const NONLINEAR = Object.keys(everyStepper).filter(
  (name) => !/Linear|^(Advection|Diffusion|Dispersion|Hyper|Poisson|Spectral|Forced)/.test(name),
);

for (const name of NONLINEAR) {
  for (const dims of dimensionsOf(name)) {
    test(`${name} in ${dims}D: modes above the cut-off on one axis count as none`, async () => {
      const numPoints = dims === 3 ? 12 : 24;
      const options = { dims, numPoints, domainExtent: 20, dt: 1e-3 };
      const make = everyStepper[name]!;
      const points = numPoints ** dims;
      const channels = make(options).numChannels;
      const nothing = await after1(make(options), new Float64Array(channels * points));
      for (let high = 0; high < dims; high++) {
        for (const sign of [1, -1]) {
          const u = Float64Array.from({ length: channels * points }, (_, at) => {
            let phase = 0.4;
            for (let axis = 0; axis < dims; axis++) {
              const index = Math.floor(at / numPoints ** (dims - 1 - axis)) % numPoints;
              phase += (axis === high ? numPoints / 2 - 1 : sign) * index;
            }
            return Math.cos((2 * Math.PI * phase) / numPoints);
          });
          const linear = await after1(make({ ...options, order: 0 }), u);
          const expected = linear.map((value, i) => value + nothing[i]!);
          assertClose(await after1(make(options), u), expected, 1e-13);
        }
      }
    });
  }
}

/** Those of which a step of first order evaluates the nonlinear term once. */
for (const name of NONLINEAR.filter((name) => name !== 'RepeatedStepper')) {
  for (const dims of dimensionsOf(name)) {
    test(`${name} in ${dims}D: modes up to the cut-off on every axis count in full`, async () => {
      const numPoints = dims === 3 ? 12 : 24;
      const cutOff = dims === 3 ? 3 : 7;
      const options = { dims, numPoints, domainExtent: 20, dt: 1e-3, order: 1 };
      const make = everyStepper[name]!;
      const points = numPoints ** dims;
      const { numChannels } = make(options);
      for (const sign of [1, -1]) {
        const u = Float64Array.from({ length: numChannels * points }, (_, at) => {
          let [one, other] = [0.4, 0.9];
          for (let axis = 0; axis < dims; axis++) {
            const index = Math.floor(at / numPoints ** (dims - 1 - axis)) % numPoints;
            one += (axis === 0 ? cutOff : sign * (cutOff - axis)) * index;
            other += (axis === 0 ? cutOff - 2 : sign * cutOff) * index;
          }
          const [first, second] = [one, other].map((phase) =>
            Math.cos((2 * Math.PI * phase) / numPoints),
          );
          return first! + 0.7 * second! + 0.1;
        });
        const whole = await after1(make({ ...options, dealiasingFraction: 1 }), u);
        assertClose(await after1(make({ ...options, dealiasingFraction: 0.7 }), u), whole);
        const none = await after1(make({ ...options, dealiasingFraction: 0 }), u);
        assert.ok(none.some((value, i) => Math.abs(value - whole[i]!) > 1e-7));
      }
    });
  }
}

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

test('the forms of each nonlinear family make the same step', async () => {
  const grid = { dims: 2, numPoints: 12 };
  const physical = { domainExtent: 2, dt: 0.01 };
  const all = { ...grid, ...physical };
  const scales = { ...grid, maximumAbsolute: 1.5 };
  const u = randomArray('families', 144);
  const a = [0.2, 0.1, 0.02];
  const alphas = steppers.normalizeCoefficients(a, physical);
  const gammas = steppers.reduceNormalizedCoefficientsToDifficulty(alphas, grid);
  const linear = {
    general: { ...all, linearCoefficients: a },
    normalized: { ...grid, normalizedLinearCoefficients: alphas },
    difficulty: { ...grid, linearDifficulties: gammas, maximumAbsolute: 1.5 },
  };
  const beta2 = steppers.normalizeGradientNormScale(0.6, physical);
  const beta1 = steppers.normalizeConvectionScale(-0.4, physical);
  const [beta0] = steppers.normalizePolynomialScales([0.3], physical);
  const betas = [beta0!, beta1, beta2] as const;
  const polynomial = [0.1, 0.2, -0.5, 0.3];
  const normalizedPolynomial = steppers.normalizePolynomialScales(polynomial, physical);
  const families: Stepper[][] = [
    [
      new steppers.GeneralGradientNormStepper({ ...linear.general, gradientNormScale: 0.6 }),
      new steppers.NormalizedGradientNormStepper({
        ...linear.normalized,
        normalizedGradientNormScale: beta2,
      }),
      new steppers.DifficultyGradientNormStepper({
        ...linear.difficulty,
        gradientNormDifficulty: steppers.reduceNormalizedGradientNormScaleToDifficulty(
          beta2,
          scales,
        ),
      }),
      new steppers.GeneralNonlinearStepper({
        ...linear.general,
        nonlinearCoefficients: [0, 0, -0.6],
      }),
    ],
    [
      new steppers.GeneralNonlinearStepper({
        ...linear.general,
        nonlinearCoefficients: [0.3, -0.4, 0.6],
      }),
      new steppers.NormalizedNonlinearStepper({
        ...linear.normalized,
        normalizedNonlinearCoefficients: betas,
      }),
      new steppers.DifficultyNonlinearStepper({
        ...linear.difficulty,
        nonlinearDifficulties: steppers.reduceNormalizedNonlinearScalesToDifficulty(betas, scales),
      }),
    ],
    [
      new steppers.GeneralPolynomialStepper({
        ...linear.general,
        polynomialCoefficients: polynomial,
      }),
      new steppers.NormalizedPolynomialStepper({
        ...linear.normalized,
        normalizedPolynomialCoefficients: normalizedPolynomial,
      }),
      new steppers.DifficultyPolynomialStepper({
        ...grid,
        linearDifficulties: gammas,
        polynomialDifficulties: normalizedPolynomial,
      }),
    ],
    [
      new steppers.GeneralNonlinearStepper({
        ...linear.general,
        nonlinearCoefficients: [0, -0.4, 0],
      }),
      new GeneralConvectionStepper({
        ...linear.general,
        convectionScale: 0.4,
        singleChannel: true,
        conservative: true,
      }),
    ],
    [
      new steppers.GeneralVorticityConvectionStepper({
        ...all,
        linearCoefficients: [0.2, 0, 0.02],
        injectionMode: 3,
        injectionScale: 0.7,
      }),
      new steppers.KolmogorovFlowVorticity({
        ...all,
        drag: 0.2,
        diffusivity: 0.02,
        injectionMode: 3,
        injectionScale: 0.7,
      }),
    ],
  ];
  for (const [first, ...others] of families) {
    const expected = await after1(first!, u);
    for (const stepper of others) assertClose(await after1(stepper, u), expected);
  }
});

test('a rate is the same as a whole number, a vector or a matrix', async () => {
  for (const dims of [1, 2, 3]) {
    const numPoints = NUM_POINTS[dims]!;
    const options = { dims, numPoints, domainExtent: 2, dt: 0.01 };
    const u = randomArray('rates', numPoints ** dims);
    const vector = new Array<number>(dims).fill(1);
    const matrix = vector.map((_, i) => vector.map((_, j) => Number(i === j)));
    const same: Stepper[][] = [
      [new Advection({ ...options, velocity: 1 }), new Advection({ ...options, velocity: vector })],
      [1, vector, matrix].map((diffusivity) => new Diffusion({ ...options, diffusivity })),
      [1, vector].map((dispersivity) => new steppers.Dispersion({ ...options, dispersivity })),
      [1, vector, matrix].map(
        (diffusivity) => new steppers.AdvectionDiffusion({ ...options, velocity: 1, diffusivity }),
      ),
    ];
    for (const [first, ...others] of same) {
      const expected = await after1(first!, u);
      for (const stepper of others) assert.deepEqual(await after1(stepper, u), expected);
    }
  }
});

test('what cannot be is refused when a stepper is made', () => {
  const plane = { dims: 2, numPoints: 8, domainExtent: 1 };
  const flat = { ...plane, dt: 0.1 };
  const refused: [make: () => unknown, says: RegExp][] = [
    [() => new Burgers({ ...flat, dims: 4 }), /dims must be 1, 2 or 3, not 4/],
    [
      () => new Burgers({ ...flat, numPoints: 8.5 }),
      /numPoints must be a whole number from 1 on, not 8.5/,
    ],
    [
      () => new Burgers({ ...flat, domainExtent: 0 }),
      /domainExtent must be a finite number > 0, not 0/,
    ],
    [() => new Burgers({ ...flat, dt: Number.NaN }), /dt must be a finite number > 0, not NaN/],
    [() => new Burgers({ ...flat, order: 5 }), /order must be 0, 1, 2, 3 or 4, not 5/],
    [
      () => new Burgers({ ...flat, numCirclePoints: 0 }),
      /numCirclePoints must be a whole number from 1 on, not 0/,
    ],
    [
      () => new Burgers({ ...flat, circleRadius: 0 }),
      /circleRadius must be a finite number > 0, not 0/,
    ],
    [
      () => new Burgers({ ...flat, dealiasingFraction: 1.01 }),
      /dealiasingFraction must be a number from 0 to 1, not 1.01/,
    ],
    [() => new Advection({ ...flat, velocity: [1, 2, 3] }), /vector of 3 entries in 2 dimensions/],
    [() => new steppers.Dispersion({ ...flat, dispersivity: [1] }), /vector of 1 entries/],
    [() => new Diffusion({ ...flat, diffusivity: [[1, 0]] }), /rows of 2 entries in 2 dimensions/],
    [() => new Diffusion({ ...flat, diffusivity: [[1], [1, 0]] }), /rows of 1, 2 entries/],
    [
      () => new steppers.AdvectionDiffusion({ ...flat, diffusivity: [[1, 0, 0]] }),
      /allowed: 2 rows of 2/,
    ],
    [() => new steppers.NavierStokesVorticity({ ...flat, dims: 3 }), /3 dimensions; allowed: 2/],
    [() => new steppers.KolmogorovFlowVorticity({ ...flat, dims: 1 }), /1 dimensions; allowed: 2/],
    [
      () => new steppers.GeneralVorticityConvectionStepper({ ...flat, dims: 3 }),
      /GeneralVorticityConvectionStepper in 3 dimensions/,
    ],
    [() => new steppers.KolmogorovFlowVorticity({ ...flat, injectionMode: 5 }), /allowed: 0 to 4/],
    [
      () => new steppers.GeneralNonlinearStepper({ ...flat, nonlinearCoefficients: [1, 2] }),
      /2 nonlinear coefficients; allowed: 3/,
    ],
    [() => new steppers.Poisson({ ...plane, order: 3 }), /order must be 2, 4, 6, …, not 3/],
    [() => new steppers.Poisson({ ...plane, dims: 0 }), /dims must be 1, 2 or 3, not 0/],
    [
      () => new RepeatedStepper(new Burgers(flat), 0),
      /substeps must be a whole number from 1 on, not 0/,
    ],
  ];
  for (const [make, says] of refused) {
    assert.throws(make, (error) => error instanceof UserError && says.test(error.message));
  }
});
