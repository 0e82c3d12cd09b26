/** Time steppers against exponax 0.1.0, in f64 and in f32. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import {
  combination,
  dealiasingCutoff,
  irfftn,
  lowPassMask,
  spatialShape,
} from '../../src/spectral/index.js';
import { contourMean, exponentialOf } from '../../src/steppers/etdrk-coefficients.js';
import * as steppers from '../../src/steppers/index.js';
import {
  advectionOperator,
  dispersionOperator,
  hyperDiffusionOperator,
  kuramotoSivashinskyOperator,
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
  'poisson.Poisson': 'Poisson',
};

function domainOf(c: Case) {
  return {
    dims: c.num_spatial_dims,
    numPoints: c.num_points,
    domainExtent: c.domain_extent,
    dt: c.dt,
  };
}

function stepperOf(c: Case): steppers.Stepper {
  const name = (RENAMED[c.stepper] ?? c.stepper) as 'Burgers';
  const options: Record<string, unknown> = domainOf(c);
  if (/^(Normalized|Difficulty|Poisson)/.test(name)) delete options.dt;
  if (/^(Normalized|Difficulty)/.test(name)) delete options.domainExtent;
  for (const [key, value] of Object.entries(c.kwargs)) options[camel(key)] = value;
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

/** The original reads an attribute that it does not have; ours does what it documents. */
for (const [name, c] of cases.filter(([, { exception }]) => exception !== undefined)) {
  test(`${name}: mended`, async () => {
    assert.equal(c.stepper, 'KortewegDeVries');
    const endOf = (stepper: steppers.Stepper, u: Float64Array) =>
      steppers
        .buildTrajectories(backends.f64, stepper, u, { horizon: 1 })
        .then((all) => all.subarray(u.length));
    const domain = domainOf(c);
    const points = domain.numPoints ** domain.dims;
    const u = Float64Array.from({ length: points * domain.dims }, (_, at) => {
      const [x, y] = [at % domain.numPoints, Math.floor(at / domain.numPoints)];
      return Math.sin((2 * Math.PI * (2 * x + y)) / domain.numPoints + 0.3);
    });
    const linear = await endOf(
      new steppers.KortewegDeVries({ ...domain, advectOverDiffuse: true, order: 0 }),
      u,
    );
    const dispersed = new steppers.Dispersion({
      ...domain,
      dispersivity: -1,
      advectOnDiffusion: true,
    });
    const channels = Array.from({ length: domain.dims }, (_, channel) =>
      u.subarray(channel * points, (channel + 1) * points),
    );
    const expected: number[] = [];
    for (const channel of channels) {
      const moved = await endOf(dispersed, channel);
      expected.push(
        ...(await endOf(new steppers.HyperDiffusion({ ...domain, hyperDiffusivity: 0.01 }), moved)),
      );
    }
    const error = relativeError(linear, expected);
    assert.ok(error <= 1e-12, `${error}`);
    assert.ok((await endOf(stepperOf(c), u)).every(Number.isFinite));
  });
}

const LINEAR: Record<string, (options: steppers.StepperOptions) => Float64Array> = {
  Advection: (options) => advectionOperator(options, 1),
  KortewegDeVries: (options) =>
    combination([
      [-1, dispersionOperator(options, 1, false)],
      [1, hyperDiffusionOperator(options, 0.01, false)],
    ]),
  KuramotoSivashinsky: (options) => kuramotoSivashinskyOperator(options, 1, 1),
};

const contour = { numCirclePoints: 16, circleRadius: 1 };

for (const [name, c] of cases.filter(([, { operators_of }]) => operators_of !== undefined)) {
  test(name, () => {
    const { num_points: numPoints, domain_extent: domainExtent, dt, arrays } = c;
    const options = { dims: c.num_spatial_dims, numPoints, domainExtent, dt };
    const linear = LINEAR[c.operators_of]!(options);
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
).filter(([, { fn }]) =>
  /^(RepeatedStepper|ForcedStepper|repeat|rollout|stack_sub_trajectories)$/.test(fn),
);

for (const [name, c] of ofSteps) {
  test(name, async () => {
    const { num_spatial_dims: dims, num_points: numPoints } = c;
    const stepper = new steppers.Burgers({
      dims,
      domainExtent: 1,
      numPoints,
      dt: 0.02,
      diffusivity: 0.02,
      singleChannel: true,
    });
    const same = ofSteps.find(([, other]) => other.num_spatial_dims === dims && other.input)![1];
    const input = spectral.array(same.input);
    const shape = [1, ...spatialShape(dims, numPoints)];
    const [u, forcing] = [0, 1].map((sample) => ({
      data: input.subarray(sample * sizeOf(shape), (sample + 1) * sizeOf(shape)),
      shape,
    }));
    const options = { backend: backends.f64 };
    const { repeat, rollout, ForcedStepper, RepeatedStepper, stackSubTrajectories } = steppers;
    const check = (ours: { data: Float64Array; shape: readonly number[] }) => {
      assert.deepEqual(ours.shape, c.array.shape);
      const error = relativeError(ours.data, spectral.array(c.array));
      assert.ok(error <= 1e-11, `${error}`);
    };
    switch (c.fn) {
      case 'RepeatedStepper': {
        const repeated = new RepeatedStepper(stepper, c.num_sub_steps);
        assert.ok(Math.abs(repeated.dt - c.dt) < 1e-15);
        return check(await repeat(repeated, 1, options)(u));
      }
      case 'ForcedStepper': {
        const forced = new ForcedStepper(stepper);
        const aux = { ...options, takesAux: true } as const;
        const ours = await repeat(forced, 1, aux)(u, forcing);
        const planes = planesOf(spectral.array(c.array_fourier));
        const fromFourier = irfftn(planes, shape.slice(1)).map((v) => v / sizeOf(shape));
        assert.ok(relativeError(ours.data, fromFourier) <= 1e-11);
        return check(ours);
      }
      case 'repeat':
        return check(await repeat(stepper, c.n, options)(u));
      case 'stack_sub_trajectories': {
        const all = await rollout(stepper, 4, { ...options, includeInit: true })(u);
        return check(stackSubTrajectories(all, c.sub_len));
      }
      default: {
        const includeInit = c.include_init;
        if (!c.takes_aux) return check(await rollout(stepper, c.n, { ...options, includeInit })(u));
        const aux = {
          ...options,
          includeInit,
          takesAux: true,
          constantAux: c.constant_aux,
        } as const;
        return check(await rollout(new ForcedStepper(stepper), c.n, aux)(u, forcing));
      }
    }
  });
}
