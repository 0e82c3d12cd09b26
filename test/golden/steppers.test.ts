/** Time steppers against exponax 0.1.0, in f64 and in f32. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { combination, dealiasingCutoff, lowPassMask } from '../../src/spectral/index.js';
import { contourMean, exponentialOf } from '../../src/steppers/etdrk-coefficients.js';
import * as steppers from '../../src/steppers/index.js';
import {
  advectionOperator,
  dispersionOperator,
  hyperDiffusionOperator,
} from '../../src/steppers/linear-operators.js';
import { covered, isNotYet, relativeError } from './goldens.js';
import { openSolverGroup, planesOf } from './solver-goldens.js';

// biome-ignore lint/suspicious/noExplicitAny: cases of the index have a form per stepper
type Case = any;

before(() => loadCore());

const group = openSolverGroup('steppers');
const allCases = covered<Case>('solver/steppers', group.index.cases, group.whole);

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** Names that the original spells differently. */
const RENAMED: Record<string, string> = {
  DiffultyLinearStepperSimple: 'DifficultyLinearStepperSimple',
};

function stepperOf(c: Case): steppers.Stepper {
  const options: Record<string, unknown> = {
    dims: c.num_spatial_dims,
    numPoints: c.num_points,
    domainExtent: c.domain_extent,
    dt: c.dt,
  };
  for (const [name, value] of Object.entries(c.kwargs)) options[camel(name)] = value;
  const name = (RENAMED[c.stepper] ?? c.stepper) as 'Burgers';
  return new steppers[name](options as never);
}

/** Steppers of order 3 and 4 in their default cases make steep gradients. */
const steep = (c: Case) => /^(Normalized|Difficulty)Convection/.test(c.stepper);

const withBackend = async (precision: 'f32' | 'f64', use: (backend: Backend) => Promise<void>) => {
  const backend = await createBackend({ backend: 'wasm', precision });
  try {
    await use(backend);
  } finally {
    await backend.dispose();
  }
};

for (const precision of ['f64', 'f32'] as const) {
  test(`steppers in ${precision}`, () =>
    withBackend(precision, async (backend) => {
      for (const c of allCases.filter((entry) => entry.trj !== undefined)) {
        const stepper = stepperOf(c);
        const ic = group.array(c.ic);
        const horizon = Math.max(...c.frames);
        const ours = await steppers.buildTrajectories(backend, stepper, ic, { horizon });
        const theirs = group.array(c.trj);
        c.frames.forEach((frame: number, i: number) => {
          const error = relativeError(
            ours.subarray(frame * ic.length, (frame + 1) * ic.length),
            theirs.subarray(i * ic.length, (i + 1) * ic.length),
          );
          const single = steep(c) ? 5e-4 : 2e-6 * Math.max(1, frame);
          const tolerance = precision === 'f64' ? 1e-11 : single;
          const label = `${c.stepper} ${c.num_spatial_dims}d ${JSON.stringify(c.kwargs)}`;
          assert.ok(error <= tolerance, `${label} frame ${frame}: ${error}`);
        });
      }
    }));
}

test('coefficients of the ETDRK schemes', () => {
  const contour = { numCirclePoints: 16, circleRadius: 1 };
  for (const c of allCases.filter((entry) => entry.operators_of !== undefined)) {
    const { num_points: numPoints, domain_extent: domainExtent, dt, arrays } = c;
    const options = { dims: c.num_spatial_dims, numPoints, domainExtent, dt };
    const linear =
      c.operators_of === 'Advection'
        ? advectionOperator(options, 1)
        : combination([
            [-1, dispersionOperator(options, 1, false)],
            [1, hyperDiffusionOperator(options, 0.01, false)],
          ]);
    const weights = {
      1: ['phi1'],
      2: ['phi1', 'phi2'],
      3: ['halfPhi1', 'phi1', 'alpha', 'beta', 'gamma'],
      4: ['halfPhi1', 'halfPhi1', 'halfPhi1', 'alpha', 'beta', 'gamma'],
    }[c.kwargs.order as 1] as 'phi1'[] | undefined;
    const close = (ours: ArrayLike<number>, theirs: ArrayLike<number>, label: string) => {
      const error = relativeError(ours, theirs);
      assert.ok(error <= 1e-12, `${c.operators_of} order ${c.kwargs.order} ${label}: ${error}`);
    };
    close(exponentialOf(linear, dt), planesOf(group.array(arrays._exp_term)), 'exp');
    if (arrays._half_exp_term !== undefined) {
      close(exponentialOf(linear, dt / 2), planesOf(group.array(arrays._half_exp_term)), 'half');
    }
    weights?.forEach((weight, i) => {
      const factor = (weight as string) === 'beta' && c.kwargs.order === 3 ? 4 : 1;
      const mean = contourMean(weight, linear, dt, contour);
      const ours = mean.subarray(0, mean.length / 2).map((value) => factor * value);
      close(ours, group.array(arrays[`_coef_${i + 1}`]), `coefficient ${i + 1}`);
    });
    if (arrays.dealiasing_mask !== undefined) {
      const mask = lowPassMask(options.dims, numPoints, dealiasingCutoff(2 / 3, numPoints));
      close(mask, group.array(arrays.dealiasing_mask), 'mask');
    }
  }
});

test('repeated steppers and rollouts', () =>
  withBackend('f64', async (backend) => {
    const spectral = openSolverGroup('spectral');
    const wanted = (c: Case) =>
      /^(RepeatedStepper|repeat|rollout)$/.test(c.fn) && !isNotYet('solver/spectral', c);
    for (const c of spectral.index.cases.filter(wanted)) {
      const burgers = new steppers.Burgers({
        dims: c.num_spatial_dims,
        domainExtent: 1,
        numPoints: c.num_points,
        dt: 0.02,
        diffusivity: 0.02,
        singleChannel: true,
      });
      const input = spectral.array(c.input);
      const ic = input.subarray(0, input.length / c.input.shape[0]);
      const repeated = c.fn === 'RepeatedStepper';
      const stepper = repeated ? new steppers.RepeatedStepper(burgers, c.num_sub_steps) : burgers;
      const horizon = repeated ? 1 : c.n;
      const all = await steppers.buildTrajectories(backend, stepper, ic, { horizon });
      const first = c.fn === 'rollout' ? (c.include_init ? 0 : 1) : horizon;
      const error = relativeError(all.subarray(first * ic.length), spectral.array(c.array));
      assert.ok(error <= 1e-11, `${c.fn} ${c.num_spatial_dims}d: ${error}`);
      if (repeated) assert.ok(Math.abs(stepper.dt - c.dt) < 1e-15);
    }
  }));
