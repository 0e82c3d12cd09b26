/** Tests of rollouts: those made elsewhere against the test set, and a stepper's own errors. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { concatenate, type NdArray, partAt, takeFrames } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { parseMetric } from '../../src/metrics/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { NeuralStepper } from '../../src/training/index.js';

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', threads: 1 });
});
after(() => backend.dispose());

const scenario = makeScenario('diff_burgers', {
  num_spatial_dims: 2,
  num_points: 8,
  num_test_samples: 3,
  test_temporal_horizon: 4,
  report_metrics: 'mean_nRMSE,mean_MAE',
});
const [S, T, C, N] = [3, 4, 2, 8];

async function steppers(count: number): Promise<NeuralStepper> {
  const made = Array.from({ length: count }, (_, seed) =>
    scenario.getNeuralStepper('predict', 'Conv;3;1;relu', PRNGKey(seed)),
  );
  return NeuralStepper.stack(await Promise.all(made));
}

/** The reference moved by a constant, which is then the mean absolute error of a channel. */
async function moved(by: readonly number[]): Promise<NdArray> {
  const all = await scenario.getTestData({ backend });
  const { data, shape } = takeFrames(all, 1, T + 1);
  const parts = by.map((constant) => data.map((value) => value + constant));
  return { data: concatenate(parts), shape: by.length === 1 ? shape : [by.length, ...shape] };
}

test('a rollout of one seed has a seed axis in its metrics, unless that is unwanted', async () => {
  const rollout = await moved([0.25]);
  const metrics = await scenario.performTestsOnRollout(rollout, undefined, { backend });
  assert.deepEqual([...metrics.keys()], ['mean_nRMSE', 'mean_MAE']);
  assert.deepEqual(metrics.get('mean_MAE')!.shape, [1, T]);
  for (const error of metrics.get('mean_MAE')!.data) assert.ok(Math.abs(error - 0.5) < 1e-6);
  const options = { backend, removeSingletonAxis: true };
  const flat = await scenario.performTestsOnRollout(rollout, undefined, options);
  assert.deepEqual(flat.get('mean_MAE'), partAt(metrics.get('mean_MAE')!, 0));
});

test('the seeds of a rollout are told apart, and each is as it is alone', async () => {
  const options = { backend, removeSingletonAxis: true };
  const both = await scenario.performTestsOnRollout(await moved([1, 2]), undefined, options);
  for (const [config, { data, shape }] of both) {
    assert.deepEqual(shape, [2, T]);
    for (const [seed, by] of [1, 2].entries()) {
      const alone = await scenario.performTestsOnRollout(await moved([by]), undefined, options);
      assert.deepEqual(data.slice(seed * T, (seed + 1) * T), alone.get(config)!.data);
    }
  }
});

test('test data that are given are what a rollout is held against, of any length', async () => {
  const state = [2, 3, 1, 5];
  const ofValue = (value: number) => ({ data: new Float64Array(30).fill(value), shape: state });
  const metrics = await scenario.performTestsOnRollout(ofValue(3), ofValue(2), { backend });
  assert.deepEqual(metrics.get('mean_MAE'), { data: Float64Array.of(1, 1, 1), shape: [1, 3] });
  assert.deepEqual(metrics.get('mean_nRMSE')!.data, Float64Array.of(0.5, 0.5, 0.5));
});

test('a rollout of another shape is refused, one with its initial state with a hint', async () => {
  const zeros = (...shape: number[]) => ({
    data: new Float64Array(shape.reduce((size, extent) => size * extent, 1)),
    shape,
  });
  const refused = (rollout: NdArray, message: RegExp, reference?: NdArray) =>
    assert.rejects(async () => scenario.performTestsOnRollout(rollout, reference, { backend }), {
      name: 'UserError',
      message,
    });
  const hint = /has one time step more .*\[3, 4, 2, 8, 8\]: leave out the initial state/;
  await refused(await scenario.getTestData({ backend }), hint);
  await refused(zeros(5, S, T + 1, C, N, N), hint);
  await refused(zeros(1, 3, 1, 4), /more than the reference \[1, 2, 1, 4\]/, zeros(1, 2, 1, 4));
  const less = /has one time step less .*\[1, 3, 1, 4\]; neither holds the initial state/;
  await refused(zeros(1, 2, 1, 4), less, zeros(1, 3, 1, 4));
  const other =
    /shape of the test data, \[3, 4, 2, 8, 8\] .* with an axis of seeds first or without, not \[/;
  await refused(zeros(S, T + 2, C, N, N), other);
  await refused(zeros(S, T + 1, C, N, N + 1), other);
  await refused(zeros(S, T, C, N), other);
  await refused(zeros(0, S, T, C, N, N), other);
  await refused(zeros(1, 1, S, T, C, N, N), other);
  await refused(
    { ...zeros(S, T, C, N, N), data: new Float64Array(7) },
    /takes 1536 numbers, not the 7 of data/,
  );
});

test('the error rollout of a stepper is that of its tests and of its trajectories', async () => {
  const two = await steppers(2);
  const tests = await scenario.performTests(two, { backend });
  const errors = await scenario.performTestRollout(two, undefined, { backend });
  assert.deepEqual(errors, tests.get('mean_nRMSE'));
  const one = two.seed(1);
  const MAE = parseMetric('mean_MAE').evaluate;
  const error = await scenario.performTestRollout(one, MAE, { backend });
  assert.deepEqual(error, partAt(tests.get('mean_MAE')!, 1));
  const trajectories = await scenario.testTrajectories(two, { backend });
  assert.deepEqual(trajectories.shape, [2, S, T, C, N, N]);
  const again = await scenario.performTestsOnRollout(trajectories, undefined, { backend });
  for (const [config, { data }] of again) {
    const same = data.every((value, i) => Math.abs(value / tests.get(config)!.data[i]! - 1) < 1e-5);
    assert.ok(same, config);
  }
});
