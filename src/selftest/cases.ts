/**
 * Short experiments that together reach every kernel: each network in each number of dimensions,
 * each family of solvers, each initial condition, way of training, optimiser, schedule and task,
 * odd and prime grids, minibatches with a remainder, both precisions and both layouts of random bits.
 */

import type { StudyEntry } from '../study/index.js';

export interface SelfTestCase {
  readonly name: string;
  readonly entry: StudyEntry;
  readonly precision?: 'f64';
  /** Random bits as in JAX since 0.5. */
  readonly partitionable?: true;
}

/** 20 windows in minibatches of three: each seventh has but two. */
const SMALL = {
  task: 'predict',
  train: 'one',
  start_seed: 0,
  num_seeds: 1,
  num_train_samples: 4,
  train_temporal_horizon: 5,
  num_test_samples: 2,
  test_temporal_horizon: 4,
  batch_size: 3,
  optim_config: 'adam;10;constant;3e-3',
};

type More = Readonly<Record<string, string | number | boolean>>;

function small(scenario: string, net: string, more: More = {}): StudyEntry {
  return { ...SMALL, scenario, net, ...more } as StudyEntry;
}

const grid = (dims: number, points: number): More => ({
  num_spatial_dims: dims,
  num_points: points,
});

/** A solution of Poisson's equation has no further steps. */
const ONE_STEP: More = {
  train_temporal_horizon: 1,
  test_temporal_horizon: 1,
  num_train_samples: 7,
};

type Row = readonly [scenario: string, net: string, more?: More];

/** Named after what they say. */
const ROWS: readonly Row[] = [
  // One dimension.
  ['diff_adv', 'Conv;5;2;relu', { num_points: 31, num_seeds: 2 }],
  ['diff_burgers', 'Res;5;2;gelu', { num_points: 37, train: 'sup;3' }],
  ['phy_kdv', 'UNet;4;2;relu', { num_points: 48, train: 'div;2' }],
  ['diff_ks_cons', 'Dil;2;4;2;tanh', { num_points: 45, train: 'mix;2;1' }],
  [
    'norm_four',
    'FNO;5;4;2;gelu',
    { num_points: 30, optim_config: 'adamw;10;exp;3e-3;4;0.9;false' },
  ],
  [
    'norm_fisher',
    'MLP;9;2;swish',
    { num_points: 29, ic_config: 'clamp;0.0;1.0;fourier;3;true;true' },
  ],
  ['diff_disp', 'Pure;3;identity', { num_points: 32, optim_config: 'sgd;10;constant;1e-2' }],
  [
    'phy_nonlin',
    'MoRes;4;2;sigmoid',
    { num_points: 33, optim_config: 'lion;10;warmup_cosine;0.0;1e-3;3' },
  ],
  ['diff_hyp_diff', 'MoUNet;4;2;relu', { num_points: 40, ic_config: 'diffused;0.01;true;true' }],
  // Two dimensions.
  ['diff_adv_diff', 'Conv;4;2;tanh', grid(2, 13)],
  ['phy_gs', 'Res;4;1;relu', grid(2, 14)],
  ['phy_kolm_flow', 'UNet;3;1;gelu', grid(2, 16)],
  ['phy_sh', 'Dil;2;4;1;relu', grid(2, 15)],
  ['diff_burgers', 'FNO;3;3;2;gelu', { ...grid(2, 16), train: 'sup;2' }],
  ['phy_poisson', 'MLP;8;1;relu', { ...grid(2, 11), ...ONE_STEP }],
  ['phy_decay_turb', 'Pure;3;identity', grid(2, 18)],
  ['phy_mix_hyp', 'MoRes;4;1;swish', grid(2, 12)],
  ['phy_aniso_diff', 'MoUNet;3;1;relu', { ...grid(2, 14), ic_config: 'grf;2.0;true;true' }],
  // Three dimensions.
  ['diff_diff', 'Conv;3;1;relu', grid(3, 7)],
  ['phy_unbal_adv', 'Res;3;1;tanh', grid(3, 8)],
  ['diff_burgers_sc', 'UNet;3;1;relu', grid(3, 8)],
  ['norm_lin_simple', 'Dil;2;3;1;relu', grid(3, 9)],
  ['diff_conv', 'FNO;2;3;1;gelu', grid(3, 8)],
  [
    'phy_diag_diff',
    'MLP;6;1;relu',
    { ...grid(3, 5), diffusion_coef_vector: '(0.001, 0.002, 0.003)' },
  ],
  ['diff_fisher', 'Pure;3;identity', grid(3, 9)],
  ['phy_gs_type', 'MoRes;3;1;relu', grid(3, 6)],
  ['diff_ks', 'MoUNet;3;1;gelu', grid(3, 8)],
  // Other solvers, ways, tasks.
  ['phy_poly', 'Conv;4;1;relu', { num_points: 34 }],
  ['phy_mix_disp', 'Conv;4;1;relu', { ...grid(2, 10), train: 'one;nLp;3' }],
  ['diff_nonlin', 'FNO;4;3;1;gelu', { num_points: 47, train: 'sup;2;true' }],
  ['norm_conv', 'Conv;4;2;relu', { num_points: 50, task: 'correct;sequential' }],
  ['diff_adv', 'Res;4;1;relu', { num_points: 30, task: 'correct;parallel' }],
  ['norm_burgers', 'Conv;4;1;relu', { num_points: 36, task: 'correct;sequential_with_bypass' }],
];

const rows = ROWS.map(([scenario, net, more]): SelfTestCase => {
  const told = Object.entries(more ?? {}).filter(([key]) => key !== 'num_seeds');
  const words = told.map(([key, value]) => `${key}=${value}`);
  return { name: [scenario, net, ...words].join(' '), entry: small(scenario, net, more) };
});

/** The same experiments in other arithmetic, and with other random bits. */
const variants: readonly SelfTestCase[] = [
  {
    name: 'f64 Conv',
    entry: small('diff_adv', 'Conv;4;2;relu', { num_points: 31 }),
    precision: 'f64',
  },
  {
    name: 'f64 FNO sup;2',
    entry: small('diff_burgers', 'FNO;4;4;2;gelu', { num_points: 35, train: 'sup;2' }),
    precision: 'f64',
  },
  {
    name: 'f64 UNet 2D',
    entry: small('phy_kolm_flow', 'UNet;3;1;relu', grid(2, 12)),
    precision: 'f64',
  },
  {
    name: 'f64 MLP',
    entry: small('phy_kdv', 'MLP;8;2;tanh', { num_points: 27 }),
    precision: 'f64',
  },
  {
    name: 'partitionable Conv',
    entry: small('diff_adv', 'Conv;4;2;relu', { num_points: 31, num_seeds: 3 }),
    partitionable: true,
  },
  {
    name: 'partitionable FNO 2D',
    entry: small('phy_sh', 'FNO;3;3;1;gelu', grid(2, 13)),
    partitionable: true,
  },
  {
    name: 'partitionable f64 Res 3D',
    entry: small('diff_diff', 'Res;3;1;relu', grid(3, 7)),
    partitionable: true,
    precision: 'f64',
  },
  {
    name: 'wide Conv of several lanes',
    entry: small('diff_kdv', 'Conv;26;2;relu', {
      num_points: 64,
      batch_size: 20,
      num_train_samples: 17,
    }),
  },
];

export const SELF_TEST_CASES: readonly SelfTestCase[] = [...rows, ...variants];
