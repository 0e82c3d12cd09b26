// From the library: `npm start`, where apebench is installed.

import { runExperiment } from 'apebench';
import './index.mjs';

const small = {
  net: 'Conv;8;2;relu',
  train: 'one',
  num_points: 12,
  num_train_samples: 4,
  num_test_samples: 2,
  train_temporal_horizon: 5,
  test_temporal_horizon: 3,
  optim_config: 'adam;6;constant;1e-3',
};
for (const given of [
  { scenario: 'drift', task: 'correct;sequential' },
  { scenario: 'stir', task: 'predict' },
]) {
  const { table } = await runExperiment({ ...given, ...small });
  const [name] = table.texts('scenario');
  console.log(`${name}: mean_nRMSE ${table.numbers('mean_nRMSE_0001')[0]} after one step`);
}
