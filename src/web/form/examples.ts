/** Experiments to begin with. */

import type { FormState } from './form-state.js';

export interface Example {
  readonly title: string;
  readonly state: Partial<FormState>;
}

export const EXAMPLES: readonly Example[] = [
  { title: 'Advection', state: {} },
  { title: 'Advection, FNO', state: { net: 'FNO;12;8;4;gelu' } },
  { title: 'Burgers, unrolled', state: { scenario: 'diff_burgers', train: 'sup;3' } },
  {
    title: 'Burgers, corrected',
    state: { scenario: 'diff_burgers', net: 'Res;26;3;relu', task: 'correct;sequential' },
  },
  {
    title: 'Burgers in 2D',
    state: {
      scenario: 'diff_burgers',
      net: 'Conv;16;6;relu',
      attributes: new Map([
        ['num_spatial_dims', '2'],
        ['num_points', '40'],
        ['num_train_samples', '20'],
        ['num_test_samples', '5'],
        ['test_temporal_horizon', '100'],
        ['optim_config', 'adam;1000;warmup_cosine;0.0;1e-3;200'],
        ['record_loss_every', '10'],
      ]),
    },
  },
  {
    title: 'Advection in 3D',
    state: {
      net: 'FNO;4;8;3;gelu',
      attributes: new Map([
        ['advection_gamma', '-2.0'],
        ['num_spatial_dims', '3'],
        ['num_points', '20'],
        ['ic_config', 'fourier;3;true;true'],
        ['num_train_samples', '10'],
        ['train_temporal_horizon', '20'],
        ['num_test_samples', '3'],
        ['test_temporal_horizon', '50'],
        ['optim_config', 'adam;300;warmup_cosine;0.0;1e-3;60'],
        ['batch_size', '10'],
        ['record_loss_every', '5'],
      ]),
    },
  },
];
