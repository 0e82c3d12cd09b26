// From the library: `npm start`, where apebench is installed.

import { runExperiment } from 'apebench';
import './index.mjs';

const { table } = await runExperiment({
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;8;2;relu',
  train: 'one',
  num_points: 16,
  num_train_samples: 4,
  num_test_samples: 2,
  train_temporal_horizon: 5,
  test_temporal_horizon: 3,
  optim_config: 'adam;6;constant;1e-3',
  report_metrics: 'error_at;3',
});
console.log(`error_at;3 ${table.numbers('error_at;3_0001')[0]} after one step`);
