// The example's scenario, network and metric from the library: `node run.mjs` where apebench is
// installed, or in a clone that has been built.

import { runExperiment } from 'apebench';
import './plugin.mjs';

const { table } = await runExperiment({
  scenario: 'diagonal_adv',
  task: 'predict',
  net: 'Cascade;8;2;relu',
  train: 'one',
  num_spatial_dims: 2,
  num_points: 16,
  optim_config: 'adam;100;constant;3e-3',
  test_temporal_horizon: 10,
  report_metrics: 'mean_nRMSE,mean_bias',
});
const error = (step) => table.numbers(`mean_nRMSE_${String(step).padStart(4, '0')}`)[0];
console.log(`${table.texts('scenario')[0]}: nRMSE ${error(1)} after 1 step, ${error(10)} after 10`);
