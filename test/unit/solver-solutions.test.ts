/** Solvers against solutions that are known: exact ones, conserved quantities, orders in time. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { makeGrid } from '../../src/spectral/index.js';
import * as steppers from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';

const { buildTrajectories } = steppers;

let f64: Backend;
let f32: Backend;
before(async () => {
  f64 = await createBackend({ backend: 'wasm', precision: 'f64' });
  f32 = await createBackend({ backend: 'wasm', precision: 'f32' });
});
after(async () => {
  await f64.dispose();
  await f32.dispose();
});

/** The states after these numbers of steps. */
async function statesAt(
  stepper: steppers.Stepper,
  u: Float64Array,
  steps: readonly number[],
  backend = f64,
): Promise<Float64Array[]> {
  const horizon = Math.max(...steps);
  const all = await buildTrajectories(backend, stepper, u, { horizon });
  return steps.map((step) => all.slice(step * u.length, (step + 1) * u.length));
}

const norm = (u: Float64Array) => Math.sqrt(u.reduce((sum, value) => sum + value * value, 0));
const distance = (a: Float64Array, b: Float64Array) => norm(a.map((value, i) => value - b[i]!));
/** The relative L2 error. */
const errorOf = (got: Float64Array, expected: Float64Array) =>
  distance(got, expected) / norm(expected);

/** A wave e^(i k·x) times a complex number, its real part on the grid; k in units of 2π/L. */
function wave(
  domain: { dims: number; domainExtent: number; numPoints: number },
  k: readonly number[],
  [amplitude, phase]: readonly [number, number] = [1, 0],
): Float64Array {
  const x = makeGrid(domain);
  const size = x.length / domain.dims;
  return Float64Array.from({ length: size }, (_, at) => {
    const turns = k.reduce((sum, ki, axis) => sum + ki * x[axis * size + at]!, 0);
    return amplitude * Math.cos((2 * Math.PI * turns) / domain.domainExtent + phase);
  });
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The symbol of each linear operator at the wavenumbers κ: a growth rate and a frequency. */
const RATES: Record<
  string,
  {
    make(options: steppers.StepperOptions): steppers.Stepper;
    symbol(kappa: readonly number[]): readonly [number, number];
  }
> = {
  'advection along a vector': {
    make: (o) => new steppers.Advection({ ...o, velocity: [0.3, -0.7, 1.1].slice(0, o.dims) }),
    symbol: (k) => [0, -sumOf(k.map((ki, i) => ki * [0.3, -0.7, 1.1][i]!))],
  },
  'diffusion by a matrix': {
    make: (o) =>
      new steppers.Diffusion({
        ...o,
        diffusivity: [
          [0.03, 0.01, 0],
          [0.01, 0.05, 0.02],
          [0, 0.02, 0.04],
        ]
          .slice(0, o.dims)
          .map((row) => row.slice(0, o.dims)),
      }),
    symbol: (k) => {
      const [x = 0, y = 0, z = 0] = k;
      const form = 0.03 * x * x + 0.05 * y * y + 0.04 * z * z + 0.02 * x * y + 0.04 * y * z;
      return [-form, 0];
    },
  },
  'advection and diffusion': {
    make: (o) => new steppers.AdvectionDiffusion({ ...o, velocity: 0.4, diffusivity: 0.02 }),
    symbol: (k) => [-0.02 * sumOf(k.map((ki) => ki ** 2)), -0.4 * sumOf([...k])],
  },
  dispersion: {
    make: (o) => new steppers.Dispersion({ ...o, dispersivity: 0.02 }),
    symbol: (k) => [0, -0.02 * sumOf(k.map((ki) => ki ** 3))],
  },
  'dispersion with mixed derivatives': {
    make: (o) => new steppers.Dispersion({ ...o, dispersivity: 0.02, advectOnDiffusion: true }),
    symbol: (k) => [0, -0.02 * sumOf([...k]) * sumOf(k.map((ki) => ki ** 2))],
  },
  'hyper-diffusion': {
    make: (o) => new steppers.HyperDiffusion({ ...o, hyperDiffusivity: 0.001 }),
    symbol: (k) => [-0.001 * sumOf(k.map((ki) => ki ** 4)), 0],
  },
  'hyper-diffusion with mixed derivatives': {
    make: (o) =>
      new steppers.HyperDiffusion({ ...o, hyperDiffusivity: 0.001, diffuseOnDiffuse: true }),
    symbol: (k) => [-0.001 * sumOf(k.map((ki) => ki ** 2)) ** 2, 0],
  },
  'all orders': {
    make: (o) =>
      new steppers.GeneralLinearStepper({
        ...o,
        linearCoefficients: [-0.1, 0.3, 0.02, 0.01, -0.001],
      }),
    symbol: (k) => [
      -0.1 * k.length - sumOf(k.map((ki) => 0.02 * ki ** 2 + 0.001 * ki ** 4)),
      sumOf(k.map((ki) => 0.3 * ki - 0.01 * ki ** 3)),
    ],
  },
};

for (const [name, { make, symbol }] of Object.entries(RATES)) {
  for (const dims of [1, 2, 3]) {
    test(`${name} in ${dims}D: each wave decays and moves as it should`, async () => {
      for (const numPoints of dims === 1 ? [12, 13, 31, 46] : [12, 13]) {
        const domain = { dims, numPoints, domainExtent: 3, dt: 0.1 };
        for (const k of [
          [1, 2, -1],
          [3, 0, 2],
          [-2, 4, 1],
        ].map((all) => all.slice(0, dims))) {
          const [growth, frequency] = symbol(k.map((ki) => (2 * Math.PI * ki) / 3));
          const [end] = await statesAt(make(domain), wave(domain, k), [5]);
          const expected = wave(domain, k, [Math.exp(growth * 0.5), frequency * 0.5]);
          assert.ok(distance(end!, expected) <= 1e-12 * norm(wave(domain, k)), `${k}`);
        }
      }
    });
  }
}

test('a Poisson equation has the solution that its right-hand side was made of', async () => {
  for (const dims of [1, 2, 3]) {
    const domain = { dims, numPoints: 12, domainExtent: 3 };
    for (const order of [2, 4]) {
      const k = [2, -1, 3].slice(0, dims);
      const u = wave(domain, k, [1, 0.4]);
      const symbol = sumOf(k.map((ki) => ((2 * Math.PI * ki) / 3) ** order));
      // ∂^2 of a wave is minus its squared wavenumber, ∂^4 the fourth power; and a mean.
      const f = u.map((value) => (order === 2 ? 1 : -1) * symbol * value + 0.7);
      const [end] = await statesAt(new steppers.Poisson({ ...domain, order }), f, [1]);
      assert.ok(errorOf(end!, u) <= 1e-13);
    }
  }
});

test('a Taylor-Green vortex decays as it should, in float32', async () => {
  const domain = { dims: 2, domainExtent: 2 * Math.PI, numPoints: 60 };
  const [nu, dt] = [0.1, 0.01];
  const x = makeGrid(domain);
  const size = x.length / 2;
  const vorticity = (t: number) =>
    Float64Array.from(
      { length: size },
      (_, i) => 2 * Math.cos(x[i]!) * Math.cos(x[size + i]!) * Math.exp(-2 * nu * t),
    );
  const stepper = new steppers.NavierStokesVorticity({ ...domain, dt, diffusivity: nu });
  const bounds = { 1: 1.85e-7, 10: 1.07e-6, 100: 1e-5, 1000: 1.01e-4 };
  const steps = Object.keys(bounds).map(Number);
  const states = await statesAt(stepper, vorticity(0), steps, f32);
  for (const [i, bound] of Object.values(bounds).entries()) {
    const error = errorOf(states[i]!, vorticity(steps[i]! * dt));
    assert.ok(error <= 2 * bound, `after ${steps[i]} steps: ${error}`);
  }
});

test('a fast soliton loses speed as a scheme of first order makes it', async () => {
  const [domainExtent, numPoints, speed, time] = [20, 256, 5, 5];
  const spacing = domainExtent / numPoints;
  const soliton = (c: number, center: number) =>
    Float64Array.from({ length: numPoints }, (_, i) => {
      const off = i * spacing - center;
      const x = off - domainExtent * Math.round(off / domainExtent);
      return -c / 2 / Math.cosh((Math.sqrt(c) / 2) * x) ** 2;
    });
  const initial = soliton(speed, domainExtent / 2);
  for (const [dt, conservative] of [
    [1e-3, true],
    [1e-3, false],
    [5e-4, true],
  ] as const) {
    // Coefficients keep only the real part of the contour's mean, as the original's do: a step
    // lacks dt²/2 L N(u), which solves u_t = L u + N(u) + 3 dt/2 ∂⁴(u²). For the momentum
    // ∫u²/2 = c^(3/2)/3 of a soliton that makes c' = -(8/35) dt c⁴, of which c and the way follow.
    const rate = (8 / 35) * dt;
    const cubed = speed ** -3 + 3 * rate * time;
    const way = (cubed ** (2 / 3) - speed ** -2) / (2 * rate);
    const expected = soliton(cubed ** (-1 / 3), domainExtent / 2 + way);
    const stepper = new steppers.KortewegDeVries({
      dims: 1,
      domainExtent,
      numPoints,
      dt,
      conservative,
      hyperDiffusivity: 0,
    });
    const [end] = await statesAt(stepper, initial, [Math.round(time / dt)]);
    const depth = (u: Float64Array) => -Math.min(...u);
    assert.ok(Math.abs(depth(end!) / depth(expected) - 1) <= 0.01, `${depth(end!)}`);
    const lag = Math.abs(end!.indexOf(-depth(end!)) - expected.indexOf(-depth(expected)));
    assert.ok(lag * spacing <= 0.1 * Math.abs(way - speed * time), `${lag} points off`);
  }
});

/** u = ∫ (x - y)/t e^(-G) dy / ∫ e^(-G) dy, G = (∫u_0 + (x - y)²/(2 t))/(2 ν), for u_0 = sin x. */
function coleHopf(x: number, t: number, nu: number): number {
  const points = 4000;
  const reach = 2 * t + 0.6;
  const ways = Array.from({ length: points }, (_, j) => reach * ((2 * j + 1) / points - 1));
  const exponents = ways.map((way) => (1 - Math.cos(x - way)) / (2 * nu) + way ** 2 / (4 * nu * t));
  const least = Math.min(...exponents);
  const weights = exponents.map((exponent) => Math.exp(least - exponent));
  return sumOf(weights.map((weight, j) => (weight * ways[j]!) / t)) / sumOf(weights);
}

test("Burgers' equation is solved as by Cole and Hopf until the shock is too narrow", async () => {
  const [numPoints, dt, nu] = [100, 0.01, 0.001];
  const options = { dims: 1, domainExtent: 2 * Math.PI, numPoints, dt, diffusivity: nu };
  const x = makeGrid(options);
  for (const conservative of [true, false]) {
    // At 0.7 the 33 modes that are kept no longer resolve the steepest slope, at 1 it is a shock.
    for (const [order, bounds] of [
      [2, { 10: 1e-5, 50: 3e-5, 70: 6e-5 }],
      [4, { 10: 1e-9, 50: 1e-8, 70: 4e-5 }],
    ] as const) {
      const stepper = new steppers.Burgers({ ...options, conservative, order });
      const steps = Object.keys(bounds).map(Number);
      const states = await statesAt(stepper, x.map(Math.sin), steps);
      for (const [i, bound] of Object.values(bounds).entries()) {
        const exact = x.map((xi) => coleHopf(xi, steps[i]! * dt, nu));
        const error = errorOf(states[i]!, exact);
        assert.ok(error <= bound, `order ${order}, after ${steps[i]} steps: ${error}`);
      }
    }
  }
});

/** Equations that keep the mean of every channel. */
const CONSERVATIVE: Record<string, (options: steppers.StepperOptions) => steppers.Stepper> = {
  'Burgers, conservative': (o) => new steppers.Burgers({ ...o, conservative: true }),
  'Burgers, conservative, one channel': (o) =>
    new steppers.Burgers({ ...o, conservative: true, singleChannel: true }),
  'Korteweg-de Vries, conservative': (o) =>
    new steppers.KortewegDeVries({ ...o, conservative: true }),
  'Kuramoto-Sivashinsky, conservative': (o) => new steppers.KuramotoSivashinskyConservative(o),
  'Kuramoto-Sivashinsky, combustion': (o) => new steppers.KuramotoSivashinsky(o),
  'Cahn-Hilliard': (o) => new steppers.CahnHilliard(o),
  Advection: (o) => new steppers.Advection(o),
  Diffusion: (o) => new steppers.Diffusion(o),
};

for (const [name, make] of Object.entries(CONSERVATIVE)) {
  test(`${name}: the mean of each channel is kept`, async () => {
    for (const dims of [1, 2, 3]) {
      const stepper = make({ dims, numPoints: 10, domainExtent: 20, dt: 0.01 });
      const points = 10 ** dims;
      const u = randomArray(name, stepper.numChannels * points).map((value) => value + 0.3);
      const [end] = await statesAt(stepper, u, [20]);
      for (let channel = 0; channel < stepper.numChannels; channel++) {
        const sum = (v: Float64Array) =>
          sumOf([...v.subarray(channel * points, (channel + 1) * points)]);
        assert.ok(Math.abs(sum(end!) - sum(u)) <= 1e-12 * points, `${dims}D`);
      }
    }
  });
}

test('the mean of vorticity is kept', async () => {
  const options = { dims: 2, numPoints: 16, domainExtent: 1, dt: 0.01 };
  const u = randomArray('vorticity', 256);
  for (const stepper of [
    new steppers.NavierStokesVorticity(options),
    new steppers.KolmogorovFlowVorticity({ ...options, drag: 0 }),
  ]) {
    const [end] = await statesAt(stepper, u, [20]);
    assert.ok(Math.abs(sumOf([...end!]) - sumOf([...u])) <= 1e-11);
  }
});

test('energy is kept by advection and dispersion, and never grows under diffusion', async () => {
  const everyStep = Array.from({ length: 21 }, (_, step) => step);
  for (const dims of [1, 2, 3]) {
    // An odd number of points: the Nyquist mode of an even one cannot move.
    const options = { dims, numPoints: 9, domainExtent: 2, dt: 0.03 };
    const u = randomArray('energy', 9 ** dims);
    const energies = async (stepper: steppers.Stepper) =>
      (await statesAt(stepper, u, everyStep)).map(norm);
    for (const stepper of [new steppers.Advection(options), new steppers.Dispersion(options)]) {
      for (const energy of await energies(stepper)) {
        assert.ok(Math.abs(energy / norm(u) - 1) <= 1e-12);
      }
    }
    for (const stepper of [
      new steppers.Diffusion(options),
      new steppers.HyperDiffusion(options),
      new steppers.AdvectionDiffusion(options),
    ]) {
      const all = await energies(stepper);
      all.slice(1).forEach((energy, i) => {
        assert.ok(energy < all[i]!);
      });
    }
  }
});

test('steady states of reactions stay, and unstable ones are left', async () => {
  const options = { dims: 2, numPoints: 8, domainExtent: 4, dt: 0.05 };
  const flat = (...values: number[]) =>
    Float64Array.from(values.flatMap((value) => new Array<number>(64).fill(value)));
  const steady: [steppers.Stepper, Float64Array][] = [
    [new steppers.FisherKPP(options), flat(1)],
    [new steppers.AllenCahn(options), flat(-1)],
    [new steppers.CahnHilliard(options), flat(0.4)],
    [new steppers.GrayScott(options), flat(1, 0)],
    [new steppers.SwiftHohenberg({ ...options, reactivity: 1 }), flat(1)],
  ];
  for (const [stepper, u] of steady) {
    const [end] = await statesAt(stepper, u, [40]);
    assert.ok(distance(end!, u) <= 1e-12 * norm(u));
  }
  const left: [steppers.Stepper, number][] = [
    [new steppers.FisherKPP(options), 1],
    [new steppers.AllenCahn(options), 1],
  ];
  for (const [stepper, goal] of left) {
    const [end] = await statesAt(stepper, flat(0.01), [600]);
    assert.ok(distance(end!, flat(goal)) <= 1e-6 * norm(end!));
  }
});

/** A domain in 1D of 100 points. */
const line = (domainExtent: number, dt: number) => ({ dims: 1, numPoints: 100, domainExtent, dt });

test('with the values that docstrings call good a state stays in its range', async () => {
  const noise = randomArray('good values', 100).map((value) => value / 2);
  const long = wave({ dims: 1, domainExtent: 1, numPoints: 100 }, [1]);
  const runs: [steppers.Stepper, Float64Array, steps: number, most: number][] = [
    [new steppers.AllenCahn(line(4, 0.1)), noise, 300, 1.01],
    [new steppers.CahnHilliard(line(1, 0.01)), noise, 1000, 1.01],
    [new steppers.Burgers({ ...line(2 * Math.PI, 0.01), diffusivity: 0.03 }), long, 300, 1],
    [new steppers.KortewegDeVries(line(20, 0.01)), long, 1000, 2],
  ];
  for (const [stepper, u, steps, most] of runs) {
    const [end] = await statesAt(stepper, u, [steps], f32);
    const largest = Math.max(...end!.map(Math.abs));
    assert.ok(largest > 0.2 && largest < most, `${stepper.constructor.name}: ${largest}`);
  }
});
