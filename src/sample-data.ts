/**
 * Small data sets to try trainers and networks on (trainax 0.0.2 `sample_data`, pdequinox 0.1.2
 * `sample_data`). Draws are JAX's, float32; everything after them is float64.
 */

import { type NdArray, takeFrames } from './arrays.js';
import {
  COUNT,
  check,
  checkOptions,
  FINITE,
  FLAG,
  NOT_NEGATIVE,
  OBJECT,
  POSITIVE,
  pick,
  type Rules,
  required,
  requireMemory,
  wholeFrom,
} from './checks.js';
import { core, loadCore } from './core/index.js';
import type { Tensor } from './graph/index.js';
import * as ops from './graph/ops/index.js';
import { type Key, normal, type RandomOptions, split, uniform } from './random/index.js';
import { irfftn, rfftn } from './spectral/index.js';
import { rollout, type Stepper } from './steppers/index.js';

/** For data whose initial states are drawn. */
export interface Drawn extends RandomOptions {
  /** From which they are drawn. */
  readonly key: Key | Promise<Key>;
}

const DRAWN: Rules = {
  key: required({ ...OBJECT, allowed: 'a key, as PRNGKey makes it' }),
  partitionable: FLAG,
};

/** For `sampleData.advection1dPeriodic`. */
export interface Advection1dOptions extends Drawn {
  /** Default 30. */
  readonly numPoints?: number;
  /** Default 20. */
  readonly numSamples?: number;
  /** Cells that a step shifts a state to the right; default 0.75, negative: to the left. */
  readonly cfl?: number;
  /** The largest wavenumber of an initial state; default 5. */
  readonly highestInitMode?: number;
  /** States of a trajectory, the initial one among them; default 100. */
  readonly temporalHorizon?: number;
}

/**
 * Advection on a periodic interval, solved exactly: `[numSamples, temporalHorizon, 1, numPoints]`.
 * u_0 = Σ_m a_m sin(m x) + b_m cos(m x), a_m and b_m U(-1, 1), x_j = 2πj/N; a step multiplies mode
 * m by exp(-2πi m cfl/N). Throws a UserError for what is no whole number from 1 on. (trainax
 * `advection_1d_periodic`.)
 */
export async function advection1dPeriodic(options: Advection1dOptions): Promise<NdArray> {
  checkOptions('advection1dPeriodic', options, {
    ...DRAWN,
    numPoints: COUNT,
    numSamples: COUNT,
    cfl: FINITE,
    highestInitMode: COUNT,
    temporalHorizon: COUNT,
  });
  const { numPoints = 30, numSamples = 20, cfl = 0.75, highestInitMode = 5 } = options;
  const { temporalHorizon = 100, partitionable } = options;
  requireMemory('advection1dPeriodic', [numSamples, temporalHorizon, 1, numPoints]);
  await loadCore();
  const random = { partitionable };
  const keys = split(await options.key, numSamples, random);
  let states: Float64Array = new Float64Array(numSamples * numPoints);
  for (const [sample, key] of keys.entries()) {
    // The third key is that of an offset, which is 0 here.
    const [sineKey, cosineKey] = split(key, 3, random);
    const sines = uniform(sineKey, highestInitMode, -1, 1, random);
    const cosines = uniform(cosineKey, highestInitMode, -1, 1, random);
    for (let j = 0; j < numPoints; j++) {
      const x = (2 * Math.PI * j) / numPoints;
      for (let m = 1; m <= highestInitMode; m++) {
        const wave = sines[m - 1]! * core().sin(m * x) + cosines[m - 1]! * core().cos(m * x);
        states[sample * numPoints + j]! += wave;
      }
    }
  }
  const data = new Float64Array(temporalHorizon * states.length);
  for (let t = 0; t < temporalHorizon; t++) {
    if (t > 0) states = shifted(states, numPoints, cfl);
    for (let sample = 0; sample < numSamples; sample++) {
      const state = states.subarray(sample * numPoints, (sample + 1) * numPoints);
      data.set(state, (sample * temporalHorizon + t) * numPoints);
    }
  }
  return { data, shape: [numSamples, temporalHorizon, 1, numPoints] };
}

/** States `[.., N]` shifted by `cells` cells to the right. */
function shifted(states: Float64Array, numPoints: number, cells: number): Float64Array {
  const spectra = rfftn(states, [numPoints]);
  const modes = Math.floor(numPoints / 2) + 1;
  for (let plane = 0; plane < spectra.length; plane += 2 * modes) {
    for (let m = 0; m < modes; m++) {
      const angle = (2 * Math.PI * m * cells) / numPoints;
      const [cos, sin] = [core().cos(angle), core().sin(angle)];
      const [re, im] = [spectra[plane + m]!, spectra[plane + modes + m]!];
      spectra[plane + m] = re * cos + im * sin;
      spectra[plane + modes + m] = im * cos - re * sin;
    }
  }
  return irfftn(spectra, [numPoints]).map((value) => value / numPoints);
}

/** σ, ρ and β of Lorenz' system, and the time step. */
export interface LorenzParameters {
  /** Default 10. */
  readonly sigma?: number;
  /** Default 28. */
  readonly rho?: number;
  /** Default 8/3. */
  readonly beta?: number;
}

const LORENZ: Rules = { sigma: FINITE, rho: FINITE, beta: FINITE };

/**
 * One step of classical Runge-Kutta (order 4) for x' = σ(y - x), y' = x(ρ - z) - y,
 * z' = xy - βz: a stepper of states `[3]`, three channels without axes of space (trainax
 * `make_lorenz_stepper_rk4`).
 */
export function makeLorenzStepperRk4(dt = 0.01, parameters: LorenzParameters = {}): Stepper {
  check('dt', dt, POSITIVE);
  checkOptions('makeLorenzStepperRk4', parameters, LORENZ);
  const { sigma = 10, rho = 28, beta = 8 / 3 } = parameters;
  const rate = (u: Tensor): Tensor => {
    const [x, y, z] = [0, 1, 2].map((channel) => ops.slice(u, 2, channel, channel + 1)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return ops.concat(
      [
        ops.scale(ops.sub(y, x), sigma),
        ops.sub(ops.mul(x, ops.addScalar(ops.neg(z), rho)), y),
        ops.sub(ops.mul(x, y), ops.scale(z, beta)),
      ],
      2,
    );
  };
  return {
    dims: 0,
    numChannels: 3,
    numPoints: 1,
    domainExtent: 1,
    dt,
    step(u) {
      const along = (slope: Tensor, time: number) => ops.add(u, ops.scale(slope, time));
      const k1 = rate(u);
      const k2 = rate(along(k1, dt / 2));
      const k3 = rate(along(k2, dt / 2));
      const k4 = rate(along(k3, dt));
      const inner = ops.scale(ops.add(k2, k3), 2);
      return along(ops.add(ops.add(k1, inner), k4), dt / 6);
    },
  };
}

/** For `sampleData.lorenzRk4`. */
export interface LorenzOptions extends Drawn, LorenzParameters {
  /** Default 20. */
  readonly numSamples?: number;
  /** States of a trajectory; default 1000. */
  readonly temporalHorizon?: number;
  /** Δt of a step; default 0.01. */
  readonly dt?: number;
  /** Steps from what is drawn to the first state; default 500. */
  readonly numWarmupSteps?: number;
  /** Standard deviation of what is drawn; default 1. */
  readonly initStd?: number;
}

/**
 * Trajectories of the Lorenz system, `[numSamples, temporalHorizon, 3]`, from normal draws by
 * `makeLorenzStepperRk4`. Throws a UserError for what is no whole number. (trainax `lorenz_rk4`.)
 */
export async function lorenzRk4(options: LorenzOptions): Promise<NdArray> {
  checkOptions('lorenzRk4', options, {
    ...DRAWN,
    ...LORENZ,
    numSamples: COUNT,
    temporalHorizon: COUNT,
    dt: POSITIVE,
    numWarmupSteps: wholeFrom(0),
    initStd: NOT_NEGATIVE,
  });
  const { numSamples = 20, temporalHorizon = 1000, dt, numWarmupSteps = 500 } = options;
  const { initStd = 1, partitionable } = options;
  requireMemory('lorenzRk4', [numSamples, numWarmupSteps + temporalHorizon, 3]);
  await loadCore();
  const drawn = normal(await options.key, [numSamples, 3], { partitionable });
  const initial = { data: Float64Array.from(drawn, (x) => x * initStd), shape: [numSamples, 3] };
  const steps = numWarmupSteps + temporalHorizon - 1;
  const advance = rollout(makeLorenzStepperRk4(dt, pick(options, LORENZ)), steps, {
    precision: 'f64',
    includeInit: true,
  });
  return takeFrames(await advance(initial), numWarmupSteps, numWarmupSteps + temporalHorizon);
}

/** For `sampleData.poisson1dDirichlet`. */
export interface Poisson1dOptions extends Drawn {
  /** Points inside the interval; default 64. */
  readonly numPoints?: number;
  /** Default 1000. */
  readonly numSamples?: number;
  /** Length of the interval; default 5. */
  readonly domainExtent?: number;
}

/**
 * Displacements u of an interval of length L under forces f, -u'' = f with u = 0 at both ends, by
 * second-order differences on the N points inside: the pair f, u, each
 * `[numSamples, 1, numPoints]`. f is 1 between bounds drawn from U(0.2 L, 0.4 L) and
 * U(0.6 L, 0.8 L), else 0. Throws a UserError for what is no whole number from 1 on. (pdequinox
 * `poisson_1d_dirichlet`.)
 */
export async function poisson1dDirichlet(
  options: Poisson1dOptions,
): Promise<[force: NdArray, displacement: NdArray]> {
  checkOptions('poisson1dDirichlet', options, {
    ...DRAWN,
    numPoints: COUNT,
    numSamples: COUNT,
    domainExtent: POSITIVE,
  });
  const { numPoints = 64, numSamples = 1000, domainExtent = 5, partitionable } = options;
  const random = { partitionable };
  requireMemory('poisson1dDirichlet', [numSamples, 1, numPoints]);
  await loadCore();
  const dx = domainExtent / (numPoints + 1);
  const shape = [numSamples, 1, numPoints];
  const force = new Float64Array(numSamples * numPoints);
  const displacement = new Float64Array(force.length);
  for (const [sample, key] of split(await options.key, numSamples, random).entries()) {
    const bounds = split(key, 2, random);
    const [lower] = uniform(bounds[0]!, 1, 0.2 * domainExtent, 0.4 * domainExtent, random);
    const [upper] = uniform(bounds[1]!, 1, 0.6 * domainExtent, 0.8 * domainExtent, random);
    const at = sample * numPoints;
    for (let i = 0; i < numPoints; i++) {
      const x = (i + 1) * dx;
      force[at + i] = lower! <= x && x <= upper! ? 1 : 0;
    }
    displacement.set(solveDirichlet(force.subarray(at, at + numPoints), dx), at);
  }
  return [
    { data: force, shape },
    { data: displacement, shape },
  ];
}

/** u with (-u_{i-1} + 2 u_i - u_{i+1}) / dx² = f_i and 0 beyond both ends: Gauss, row by row. */
function solveDirichlet(force: Float64Array, dx: number): Float64Array {
  const u = force.map((f) => f * dx * dx);
  const above = new Float64Array(u.length);
  for (let i = 0; i < u.length; i++) {
    const pivot = 2 - (above[i - 1] ?? 0);
    above[i] = 1 / pivot;
    u[i] = (u[i]! + (u[i - 1] ?? 0)) / pivot;
  }
  for (let i = u.length - 2; i >= 0; i--) u[i]! += above[i]! * u[i + 1]!;
  return u;
}
