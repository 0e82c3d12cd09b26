/** Steppers on arrays: shapes, batches, second arrays, backends, and what is refused. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { partAt } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { UserError } from '../../src/errors.js';
import {
  Burgers,
  buildTrajectories,
  Diffusion,
  ForcedStepper,
  repeat,
  rollout,
  stackSubTrajectories,
} from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

const domain = { dims: 2, numPoints: 6, domainExtent: 1, dt: 0.01 };
const stepper = new Burgers(domain);
const forced = new ForcedStepper(new Diffusion(domain));
const states = (name: string, ...shape: number[]) => ({
  data: randomArray(
    name,
    shape.reduce((size, extent) => size * extent),
  ),
  shape,
});
const frame = (all: { data: Float64Array; shape: readonly number[] }, ...at: number[]) =>
  partAt(all, ...at).data;

test('a rollout has the states after each step, of one state or of several', async () => {
  const several = states('several', 3, 2, 6, 6);
  const all = await rollout(stepper, 4, { backend, includeInit: true })(several);
  assert.deepEqual(all.shape, [3, 5, 2, 6, 6]);
  const expected = await buildTrajectories(backend, stepper, several.data, { horizon: 4 });
  assert.deepEqual(all.data, expected);
  const later = await rollout(stepper, 4, { backend })(several);
  assert.deepEqual(later.shape, [3, 4, 2, 6, 6]);
  assert.deepEqual(frame(later, 2, 3), frame(all, 2, 4));

  const one = await rollout(stepper, 4, { backend, includeInit: true })(partAt(several, 1));
  assert.deepEqual(one.shape, [5, 2, 6, 6]);
  assert.deepEqual(one.data, frame(all, 1));

  const end = await repeat(stepper, 4, { backend })(several);
  assert.deepEqual(end.shape, several.shape);
  assert.deepEqual(frame(end, 2), frame(all, 2, 4));
});

test('a call that says nothing of a backend computes what one on WASM does', async () => {
  const one = states('one', 2, 6, 6);
  const chosen = await repeat(stepper, 3, { precision: 'f64' })(one);
  assert.deepEqual(chosen, await repeat(stepper, 3, { backend })(one));
});

test('no steps give what was given', async () => {
  const one = states('one', 2, 6, 6);
  const end = await repeat(stepper, 0)(one);
  assert.deepEqual(end, one);
  assert.notEqual(end.data, one.data);
  assert.deepEqual((await rollout(stepper, 0)(one)).shape, [0, 2, 6, 6]);
  const all = await rollout(stepper, 0, { includeInit: true })(one);
  assert.deepEqual(all, { data: one.data, shape: [1, 2, 6, 6] });
});

test('a backend is opened where none is given, in float32 unless asked otherwise', async () => {
  const one = states('one', 2, 6, 6);
  const single = await repeat(stepper, 1)(one);
  assert.deepEqual(single.data, Float64Array.from(Float32Array.from(single.data)));
  const double = await repeat(stepper, 1, { precision: 'f64', threads: 1 })(one);
  assert.deepEqual(double, await repeat(stepper, 1, { backend })(one));
  double.data.forEach((value, i) => {
    assert.ok(Math.abs(value - single.data[i]!) < 1e-6);
  });
});

test('a backend may be meant by its name', async () => {
  const one = states('one', 2, 6, 6);
  const expected = await repeat(stepper, 1, { backend })(one);
  const at = { precision: 'f64', threads: 1 } as const;
  // 'auto' takes no GPU for float64.
  for (const name of ['wasm', 'auto'] as const) {
    assert.deepEqual(await repeat(stepper, 1, { ...at, backend: name })(one), expected);
  }
  const refused = (name: string, message: RegExp) =>
    assert.rejects(repeat(stepper, 1, { ...at, backend: name as 'wasm' })(one), {
      name: 'UserError',
      message,
    });
  await refused('webgpu', /WebGPU computes in f32/);
  await refused('wasmm', /unknown backend 'wasmm'; did you mean 'wasm'\?/);
});

test('a second array: the same for all steps or states, or one for each', async () => {
  const several = states('several', 3, 1, 6, 6);
  const force = states('force', 1, 6, 6);
  const options = { backend, takesAux: true } as const;
  const all = await rollout(forced, 2, options)(several, force);
  assert.deepEqual(all.shape, [3, 2, 1, 6, 6]);
  const first = { data: several.data.slice(0, 36), shape: [1, 6, 6] };
  const shifted = first.data.map((value, i) => value + domain.dt * force.data[i]!);
  const direct = await repeat(forced.stepper, 1, { backend })({ ...first, data: shifted });
  assert.deepEqual(frame(all, 0, 0), direct.data);

  // The same force for each of the states, for each of the steps, and for both.
  const repeated = (times: number, shape: number[]) => {
    const data = new Float64Array(times * 36);
    for (let i = 0; i < times; i++) data.set(force.data, i * 36);
    return { data, shape };
  };
  const stepwise = { ...options, constantAux: false };
  const perState = repeated(3, [3, 1, 6, 6]);
  assert.deepEqual(await rollout(forced, 2, options)(several, perState), all);
  assert.deepEqual(await rollout(forced, 2, stepwise)(several, repeated(2, [2, 1, 6, 6])), all);
  assert.deepEqual(await rollout(forced, 2, stepwise)(several, repeated(6, [3, 2, 1, 6, 6])), all);

  // A force of its own for each step of each state, against one call per step.
  const forces = states('forces', 3, 2, 1, 6, 6);
  const varied = await rollout(forced, 2, stepwise)(several, forces);
  const ofStep = (step: number) => ({
    data: Float64Array.from([0, 1, 2].flatMap((state) => [...frame(forces, state, step)])),
    shape: [3, 1, 6, 6],
  });
  const afterOne = await repeat(forced, 1, options)(several, ofStep(0));
  const afterTwo = await repeat(forced, 1, options)(afterOne, ofStep(1));
  for (const state of [0, 1, 2]) {
    assert.deepEqual(frame(varied, state, 0), frame(afterOne, state));
    assert.deepEqual(frame(varied, state, 1), frame(afterTwo, state));
  }
});

test('windows of a trajectory', () => {
  const trajectory = { data: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8]), shape: [4, 2] };
  assert.deepEqual(stackSubTrajectories(trajectory, 3), {
    data: Float64Array.from([1, 2, 3, 4, 5, 6, 3, 4, 5, 6, 7, 8]),
    shape: [2, 3, 2],
  });
  assert.deepEqual(stackSubTrajectories(trajectory, 4).shape, [1, 4, 2]);
  for (const n of [0, 5, 1.5]) {
    assert.throws(() => stackSubTrajectories(trajectory, n), UserError);
  }
});

test('what does not fit is refused', async () => {
  const refusal = (says: RegExp) => (error: unknown) =>
    error instanceof UserError && says.test(error.message);
  const one = states('one', 1, 6, 6);
  const aux = { backend, takesAux: true } as const;
  assert.throws(
    () => rollout(stepper, -1),
    refusal(/steps must be a whole number from 0 on, not -1/),
  );
  assert.throws(() => repeat(stepper, 1.5), refusal(/not 1.5/));
  await assert.rejects(
    repeat(stepper, 1, { backend })(one),
    refusal(/states of shape \[1, 6, 6\]; allowed: \[2, 6, 6\]/),
  );
  await assert.rejects(
    rollout(forced, 1, aux)(one, states('two', 2, 6, 6)),
    refusal(/second array of shape \[2, 6, 6\]; allowed: \[1, 6, 6\]/),
  );
  await assert.rejects(
    rollout(forced, 3, { ...aux, constantAux: false })(one, states('two', 2, 1, 6, 6)),
    refusal(/allowed: \[3, 1, 6, 6\]/),
  );
  const untyped = repeat as (...args: unknown[]) => (...args: unknown[]) => Promise<unknown>;
  await assert.rejects(untyped(forced, 1, aux)(one), refusal(/second array is missing/));
  await assert.rejects(untyped(forced, 1, { backend })(one, one), refusal(/no takesAux/));
});
