/** The attributes that all scenarios have, with the original's names, order and defaults. */

import { SEED_RANGE } from '../random/index.js';
import { int, interval, text } from './attributes.js';

export const commonAttributes = {
  num_spatial_dims: int(1, { min: 1, max: 3, meaning: 'number of spatial dimensions, D' }),
  num_points: int(160, {
    min: 2,
    meaning: 'grid points along each axis, N; in 3D some 32',
    good: [96, 256],
  }),
  num_channels: int(1, { min: 1, meaning: 'number of channels, C' }),
  ic_config: text('fourier;5;true;true', {
    meaning: 'distribution of the initial conditions',
    good: [
      'fourier;5;true;true',
      'fourier;3;true;true',
      'fourier;10;true;true',
      'diffused;0.001;true;true',
    ],
  }),
  num_warmup_steps: int(0, {
    min: 0,
    meaning: 'steps that are taken before trajectories begin',
    good: [0, 50],
  }),
  num_train_samples: int(50, { min: 1, meaning: 'number of train trajectories', good: [20, 200] }),
  train_temporal_horizon: int(50, {
    min: 1,
    meaning: 'time steps of a train trajectory',
    good: [20, 200],
  }),
  train_seed: int(0, { ...SEED_RANGE, meaning: 'seed of the train initial conditions' }),
  num_test_samples: int(30, { min: 1, meaning: 'number of test trajectories', good: [10, 100] }),
  test_temporal_horizon: int(200, {
    min: 1,
    meaning: 'time steps of a test trajectory',
    good: [50, 400],
  }),
  test_seed: int(773, { ...SEED_RANGE, meaning: 'seed of the test initial conditions' }),
  optim_config: text('adam;10_000;warmup_cosine;0.0;1e-3;2_000', {
    meaning: 'OPTIMIZER;STEPS;SCHEDULE;…',
  }),
  batch_size: int(20, { min: 1, meaning: 'windows of a minibatch', good: [10, 100] }),
  num_trjs_returned: int(1, {
    min: 0,
    meaning: 'how many sample rollouts are kept',
    good: [1, 10],
  }),
  record_loss_every: int(100, {
    min: 1,
    meaning: 'every how many updates the loss is kept',
    good: [1, 1000],
  }),
  vlim: interval([-1, 1], { meaning: 'the range of values, for plots' }),
  report_metrics: text('mean_nRMSE', { meaning: 'metrics of the test rollout, by commas' }),
  callbacks: text('', { meaning: 'what is called while a network trains, by commas' }),
};
