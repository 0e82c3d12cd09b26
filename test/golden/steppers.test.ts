/** Time steppers against exponax 0.1.0, in f64 and in f32. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
import { namedCases, relativeError, words } from './goldens.js';
import { openSolverGroup, planesOf, spectralName } from './solver-goldens.js';

// biome-ignore lint/suspicious/noExplicitAny: cases of the index have a form per stepper
type Case = any;

const backends = {} as Record<'f64' | 'f32', Backend>;
before(async () => {
  await loadCore();
  for (const precision of ['f64', 'f32'] as const) {
    backends[precision] = await createBackend({ backend: 'wasm', precision });
  }
});
after(async () => {
  for (const backend of Object.values(backends)) await backend.dispose();
});

const group = openSolverGroup('steppers');
const cases = namedCases<Case>('solver/steppers', group.index.cases, group.whole, (c) =>
  words(
    c.operators_of === undefined ? c.stepper : `coefficients of ${c.operators_of}`,
    `${c.num_spatial_dims}d`,
    `N${c.num_points}`,
    `L${c.domain_extent}`,
    `dt${c.dt}`,
    c.kwargs,
    c.ic_kind,
  ),
);

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

for (const [name, c] of cases.filter(([, { trj }]) => trj !== undefined)) {
  for (const precision of ['f64', 'f32'] as const) {
    test(`${name} in ${precision}`, async () => {
      const stepper = stepperOf(c);
      const ic = group.array(c.ic);
      const horizon = Math.max(...c.frames);
      const ours = await steppers.buildTrajectories(backends[precision], stepper, ic, { horizon });
      const theirs = group.array(c.trj);
      c.frames.forEach((frame: number, i: number) => {
        const error = relativeError(
          ours.subarray(frame * ic.length, (frame + 1) * ic.length),
          theirs.subarray(i * ic.length, (i + 1) * ic.length),
        );
        const single = steep(c) ? 5e-4 : 2e-6 * Math.max(1, frame);
        const tolerance = precision === 'f64' ? 1e-11 : single;
        assert.ok(error <= tolerance, `frame ${frame}: ${error}`);
      });
    });
  }
}

const contour = { numCirclePoints: 16, circleRadius: 1 };

for (const [name, c] of cases.filter(([, { operators_of }]) => operators_of !== undefined)) {
  test(name, () => {
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
      assert.ok(error <= 1e-12, `${label}: ${error}`);
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
  });
}

const spectral = openSolverGroup('spectral');
const ofSteps = namedCases<Case>(
  'solver/spectral',
  spectral.index.cases,
  spectral.whole,
  spectralName,
).filter(([, { fn }]) => /^(RepeatedStepper|repeat|rollout)$/.test(fn));

for (const [name, c] of ofSteps) {
  test(name, async () => {
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
    const all = await steppers.buildTrajectories(backends.f64, stepper, ic, { horizon });
    const first = c.fn === 'rollout' ? (c.include_init ? 0 : 1) : horizon;
    const error = relativeError(all.subarray(first * ic.length), spectral.array(c.array));
    assert.ok(error <= 1e-11, `${error}`);
    if (repeated) assert.ok(Math.abs(stepper.dt - c.dt) < 1e-15);
  });
}
