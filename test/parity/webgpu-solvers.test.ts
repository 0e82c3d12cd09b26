/**
 * Steps of solvers on WebGPU, where no tensor is copied, against float64 on WASM; and how many
 * dispatches a step takes.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { loadCore } from '../../src/core/index.js';
import { type Program, trace } from '../../src/graph/index.js';
import { spatialShape } from '../../src/spectral/index.js';
import { Burgers, RepeatedStepper, type Stepper } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import {
  PolynomialStepper,
  ReactionDiffusion,
  reactionState,
  referenceReaction,
} from '../cases/own-equations.js';
import { dimensionsOf, everyStepper } from '../cases/steppers.js';
import { adapterOrReason } from './gpu.js';

/** A form of Burgers' equation with the order of its scheme. */
interface Solver {
  dims: number;
  numPoints: number;
  conservative: boolean;
  order: number;
}

/** With the dispatches of a step at most, the one that moves the step counter on included. */
const SOLVERS: [dims: number, form: string, numPoints: number, order: number, bound: number][] = [
  [1, 'conservative', 160, 2, 11],
  [1, 'advective', 160, 2, 15],
  [2, 'conservative', 32, 0, 6],
  [2, 'conservative', 32, 1, 14],
  [2, 'conservative', 32, 2, 23],
  [2, 'conservative', 32, 3, 33],
  [2, 'conservative', 32, 4, 42],
  [2, 'advective', 32, 2, 29],
  [3, 'conservative', 16, 2, 39],
  [3, 'conservative', 16, 4, 74],
  // Its longest sums read seven tensors, one more than an op may (graph/passes/fuse-elementwise.ts).
  [3, 'advective', 16, 2, 48],
];

const STEPS = 2;

/**
 * A step of order p makes at most 2 (p + 1) transforms of a state, sums of as many products as
 * there are points along each axis, and some products in between; relative to the largest value.
 */
const boundOf = ({ dims, numPoints, order }: Solver): number =>
  STEPS * 2 * (order + 1) * dims * (numPoints + 8) * 2 ** -23;

const SAMPLES = 2;
const sizeOfState = ({ dims, numPoints }: Solver) => SAMPLES * dims * numPoints ** dims;

const programOf = (solver: Solver): Program =>
  stepsOf(new Burgers({ ...solver, domainExtent: 1, dt: 1e-2 }), SAMPLES);

function stepsOf(stepper: Stepper, samples: number): Program {
  const { dims, numPoints, numChannels } = stepper;
  return trace({ steps: STEPS }, (t) => {
    const u = t.state('u', [1, samples, numChannels, ...spatialShape(dims, numPoints)]);
    t.assign(u, stepper.step(u));
  });
}

async function stateOn(backend: Backend, program: Program, initial: Float64Array) {
  const executable = await backend.compile(program);
  await executable.write('u', initial);
  await executable.run(STEPS);
  const u = await executable.read('u');
  await executable.dispose();
  return u;
}

const largest = (values: Float64Array) => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

const { adapter, skip } = await adapterOrReason();
await loadCore();

describe(`solvers on WebGPU (${adapter})`, () => {
  let gpu: Backend;
  let wasm: Backend;
  before(async () => {
    if (skip) return;
    gpu = await createBackend({ backend: 'webgpu' });
    wasm = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
  });
  after(async () => {
    await gpu?.dispose();
    await wasm?.dispose();
  });

  for (const [dims, form, numPoints, order, bound] of SOLVERS) {
    const solver = { dims, numPoints, conservative: form === 'conservative', order };
    const name = `${dims}D Burgers, ${form}, order ${order}`;

    test(`${name}: a step is at most ${bound} dispatches, none of which copies`, () => {
      const { full, kernels } = lowerForGpu(programOf(solver), null, 1);
      const shaders = [...full.kernels].map((kernel) => kernels[kernel].shader);
      assert.ok(shaders.length + 1 <= bound, `${shaders.length + 1}: ${shaders.join(', ')}`);
      assert.ok(!shaders.includes('rearrange') && !shaders.includes('copy'));
    });

    test(`${name}: the state is that of float64`, { skip }, async () => {
      const program = programOf(solver);
      const initial = randomArray(name, sizeOfState(solver));
      const got = await stateOn(gpu, program, initial);
      const expected = await stateOn(wasm, program, initial);
      const error = largest(got.map((x, i) => x - expected[i])) / largest(expected);
      assert.ok(error <= boundOf(solver), `off by ${error}`);
    });
  }

  const assertClose = (got: Float64Array, expected: Float64Array) => {
    const error = largest(got.map((x, i) => x - expected[i])) / largest(expected);
    assert.ok(error <= 1e-5, `off by ${error}`);
  };

  test('channels that spread at different rates react as in their reference', {
    skip,
  }, async () => {
    const [numPoints, numSubSteps] = [16, 10];
    const domain = { dims: 1, numPoints, domainExtent: 1, dt: 0.01 };
    const initial = reactionState(numPoints);
    const expected = referenceReaction(domain, initial, domain.dt * numSubSteps * STEPS, 400);
    const stepper = new RepeatedStepper(
      new ReactionDiffusion({ ...domain, order: 4 }),
      numSubSteps,
    );
    assertClose(await stateOn(gpu, stepsOf(stepper, 1), initial), expected);
  });

  for (const dims of [1, 2, 3]) {
    for (const coefficients of [
      [0, 0, 0, -0.5],
      [0.3, 0.5, 0, -1],
    ]) {
      test(`u_t = Σ c_i u^i, c = ${coefficients}, ${dims}D: that of float64`, {
        skip,
      }, async () => {
        const options = { dims, numPoints: 8, domainExtent: 1, dt: 0.05 };
        const program = stepsOf(new PolynomialStepper({ ...options, coefficients }), SAMPLES);
        const initial = randomArray('polynomial', SAMPLES * 8 ** dims);
        const expected = await stateOn(wasm, program, initial);
        assertClose(await stateOn(gpu, program, initial), expected);
      });
    }
  }

  for (const [name, make] of Object.entries(everyStepper)) {
    for (const [dims, numPoints] of [
      [1, 24],
      [2, 10],
    ] as const) {
      if (!dimensionsOf(name).includes(dims)) continue;
      const stepper = make({ dims, numPoints, domainExtent: 20, dt: 1e-2 });

      test(`${name} in ${dims}D: no dispatch copies`, () => {
        const { full, kernels } = lowerForGpu(stepsOf(stepper, SAMPLES), null, 1);
        const shaders = [...full.kernels].map((kernel) => kernels[kernel].shader);
        assert.ok(!shaders.includes('rearrange') && !shaders.includes('copy'));
      });

      test(`${name} in ${dims}D: that of float64`, { skip }, async () => {
        const program = stepsOf(stepper, SAMPLES);
        const size = SAMPLES * stepper.numChannels * numPoints ** dims;
        const initial = randomArray(name, size);
        assertClose(await stateOn(gpu, program, initial), await stateOn(wasm, program, initial));
      });
    }
  }
});
