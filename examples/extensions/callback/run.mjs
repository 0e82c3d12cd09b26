// From the library: `npm start`, where apebench is installed.

import { runExperiment } from 'apebench';
import './index.mjs';

const { raw } = await runExperiment({
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
  callbacks: 'largest_weight;2',
});
const [ofSeed] = raw.aux;
console.log(`largest weight ${ofSeed[0].largest_weight} before the first update`);
