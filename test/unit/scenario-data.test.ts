/** The data half of a scenario: what the sets are made of and how they hang together. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { NdArray } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { makeScenario } from '../../src/scenarios/index.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f32' });
});
after(() => backend.dispose());

const scenario = makeScenario('diff_burgers', {
  num_points: 24,
  num_warmup_steps: 7,
  num_train_samples: 3,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 6,
  num_trjs_returned: 5,
  num_substeps: 2,
});

/** The first state of every trajectory. */
function starts({ data, shape }: NdArray): Float64Array {
  const size = data.length / (shape[0]! * shape[1]!);
  return data.filter((_, i) => Math.floor(i / size) % shape[1]! === 0);
}

test('trajectories begin at their initial condition sets, warmed up', async () => {
  const train = await scenario.getTrainData({ backend });
  const test = await scenario.getTestData({ backend });
  assert.deepEqual(train.shape, [3, 5, 1, 24]);
  assert.deepEqual(test.shape, [2, 7, 1, 24]);
  const trainSet = await scenario.getTrainIcSet({ backend });
  assert.deepEqual(trainSet.shape, [3, 1, 24]);
  assert.deepEqual(trainSet.data, starts(train));
  assert.deepEqual((await scenario.getTestIcSet({ backend })).data, starts(test));
  const coarse = await scenario.getTrainDataCoarse({ backend });
  assert.deepEqual((await scenario.getTrainIcSetCoarse({ backend })).data, starts(coarse));
  assert.notDeepEqual(starts(coarse), starts(train));
  const testCoarse = await scenario.getTestDataCoarse({ backend });
  assert.deepEqual((await scenario.getTestIcSetCoarse({ backend })).data, starts(testCoarse));
});

test('sample data are the first test trajectories, as many as there are', async () => {
  const test = await scenario.getTestData({ backend });
  assert.deepEqual(await scenario.getRefSampleData({ backend }), test);
});

test('a backend is made for the call; precision and threefry layout can be chosen', async () => {
  const single = await scenario.getTrainData({ backend: 'wasm' });
  assert.deepEqual(single, await scenario.getTrainData({ backend }));
  const double = await scenario.getTrainData({ precision: 'f64' });
  const difference = Math.max(...single.data.map((x, i) => Math.abs(x - double.data[i]!)));
  assert.ok(difference > 0 && difference < 1e-5, `${difference}`);
  const other = await scenario.getTrainData({ backend, random: { partitionable: true } });
  assert.notDeepEqual(other.data, single.data);
});

test('data past memory is refused', async () => {
  const huge = makeScenario('diff_adv', { num_train_samples: 1_000_000 });
  await assert.rejects(
    async () => huge.getTrainData({ backend }),
    /would take 65,280,000,000 bytes/,
  );
});
