/** Trajectories that hold NaN are counted, and data sets that have some are refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkForNan, countNanTrjs } from '../../src/experiment/index.js';
import { makeScenario } from '../../src/scenarios/index.js';

const small = {
  ...{ num_points: 16, num_train_samples: 3, train_temporal_horizon: 4 },
  ...{ num_test_samples: 2, test_temporal_horizon: 3 },
};
const options = { backend: 'wasm' } as const;

test('countNanTrjs counts trajectories, not numbers', async () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => ([0, 1, 17].includes(i) ? NaN : i));
  assert.equal(await countNanTrjs({ data, shape: [4, 2, 1, 3] }), 2);
  assert.equal(await countNanTrjs({ data: Float64Array.of(1, Infinity, NaN), shape: [3] }), 1);
  assert.equal(await countNanTrjs({ data: new Float64Array(0), shape: [0, 2, 1, 3] }), 0);
  const scalar = { data: Float64Array.of(1), shape: [] };
  await assert.rejects(countNanTrjs(scalar), /the number of axes must be 1 or more, not 0/);
});

test('checkForNan looks at train and test data, and at those of the coarse solver', async () => {
  await checkForNan(makeScenario('diff_adv', small), options);
  const { train_temporal_horizon: _, test_temporal_horizon: __, ...steady } = small;
  await checkForNan(makeScenario('phy_poisson', steady), options);
  const unstable = makeScenario('diff_burgers', { ...small, convection_delta: -1e6 });
  await assert.rejects(checkForNan(unstable, options), {
    name: 'UserError',
    message: /^train data has NaN in 3 of its 3 trajectories$/,
  });
  await assert.rejects(
    checkForNan(null as never),
    /^UserError: scenario must be a scenario, not n/,
  );
  const typo = { backends: 'wasm' } as never;
  await assert.rejects(
    checkForNan(makeScenario('diff_adv', small), typo),
    /did you mean 'backend'/,
  );
});
