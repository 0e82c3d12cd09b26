/** Scenarios in the normalized form: coefficients as if domain and time step were 1. */

import { float, type GoodRange } from '../attributes.js';
import { convectionFamily } from '../families/convection.js';
import { linearFamily, singleTermFamily } from '../families/linear.js';
import { nonlinearFamily } from '../families/nonlinear.js';
import { normalized as form } from '../forms.js';
import { type Coefficient, chaotic, chaoticGood, row } from '../row.js';
import { GROWTH, pdes } from './pdes.js';

/** Good linear terms beside a nonlinear one. */
const ALPHAS: readonly GoodRange[] = [
  [-0.02, 0],
  [-0.002, 0.002],
  [2.5e-5, 2e-4],
  [-6e-7, 6e-7],
  [-2e-9, 0],
];

const Linear = linearFamily(
  form,
  [0, -0.025, 0, 0, 0],
  [
    [-0.02, 0],
    [-0.06, -0.003],
    [0, 0.0008],
    [-2e-6, 2e-6],
    [-8e-9, 0],
  ],
);
const Nonlinear = nonlinearFamily(form, [0, 0, 3e-5, 0, 0], [0, -0.0125, 0], {
  linear: ALPHAS,
  nonlinear: [
    [-0.002, 0.002],
    [-0.014, -0.0025],
    [-4e-5, 4e-5],
  ],
});
const Convection = convectionFamily(form, [0, 0, 3e-5, 0, 0], -0.0125, {
  linear: ALPHAS,
  convection: [-0.014, -0.0025],
});

/** The normalized coefficient of the linear term of an order. */
const linear = (index: number, value: number, good: GoodRange): Coefficient => ({
  of: form.linear,
  index,
  attribute: float(value, {
    meaning: `normalized coefficient of the term of order ${index}`,
    good,
  }),
});

/** The normalized coefficient of a nonlinear term: of u², of its gradient, of the gradient norm. */
const nonlinear = (index: number, value: number, good: GoodRange): Coefficient => ({
  of: form.nonlinear,
  index,
  attribute: float(value, {
    meaning: `normalized coefficient of the ${['quadratic', 'convection', 'gradient-norm'][index]} term`,
    good,
  }),
});

/** The scenarios by normalized coefficients, by the names of the original's classes. */
export const normalized = {
  Linear,
  LinearSimple: singleTermFamily(form, Linear, 'linear_alpha', -0.025, {
    coefficient: [-0.06, -0.003],
    orders: ['1'],
  }),
  Advection: row(Linear, {
    key: 'norm_adv',
    ...pdes.advection,
    coefficients: { advection_alpha: linear(1, -0.025, [-0.06, -0.003]) },
  }),
  Diffusion: row(Linear, {
    key: 'norm_diff',
    ...pdes.diffusion,
    coefficients: { diffusion_alpha: linear(2, 0.0008, [5e-5, 0.0008]) },
  }),
  AdvectionDiffusion: row(Linear, {
    key: 'norm_adv_diff',
    ...pdes.advectionDiffusion,
    coefficients: {
      advection_alpha: linear(1, -0.025, [-0.06, -0.003]),
      diffusion_alpha: linear(2, 0.0008, [5e-5, 0.0008]),
    },
    lengths: { [form.linear]: 3 },
  }),
  Dispersion: row(Linear, {
    key: 'norm_disp',
    ...pdes.dispersion,
    coefficients: { dispersion_alpha: linear(3, 2.5e-7, [1e-7, 2e-6]) },
  }),
  HyperDiffusion: row(Linear, {
    key: 'norm_hypdiff',
    ...pdes.hyperDiffusion,
    coefficients: { hyp_diffusion_alpha: linear(4, -7.5e-10, [-8e-9, -4e-10]) },
    name: 'norm_hyp_diff',
    keyAliases: ['norm_hyp_diff'],
  }),
  FirstFour: row(Linear, {
    key: 'norm_four',
    ...pdes.firstFour,
    coefficients: {
      advection_alpha: linear(1, -0.025, [-0.06, -0.003]),
      diffusion_alpha: linear(2, 0.0008, [5e-5, 0.0008]),
      dispersion_alpha: linear(3, 2.5e-7, [1e-7, 2e-6]),
      hyp_diffusion_alpha: linear(4, -7.5e-10, [-8e-9, -2e-10]),
    },
  }),
  Convection,
  Burgers: row(Convection, {
    key: 'norm_burgers',
    ...pdes.burgers,
    coefficients: { diffusion_alpha: linear(2, 3e-5, [2.5e-5, 2e-4]) },
  }),
  KuramotoSivashinskyConservative: row(Convection, {
    key: 'norm_ks_cons',
    ...pdes.kuramotoSivashinskyConservative,
    coefficients: {
      diffusion_alpha: linear(2, -4e-5, [-8e-5, -3e-5]),
      hyp_diffusion_alpha: linear(4, -3e-8, [-5e-8, -1e-8]),
    },
    dimensions: [1],
    defaults: { ...chaotic(2.5) },
    good: { ...chaoticGood, convection_beta: [-0.02, -0.006] },
    // The original declares it beside the one that counts.
    idle: { convection_delta: { value: -0.006, instead: 'convection_beta' } },
  }),
  Nonlinear,
  BurgersSingleChannel: row(Nonlinear, {
    key: 'norm_burgers_sc',
    ...pdes.burgersSingleChannel,
    coefficients: {
      convection_sc_beta: nonlinear(1, -0.0125, [-0.014, -0.0025]),
      diffusion_alpha: linear(2, 3e-5, [2.5e-5, 2e-4]),
    },
  }),
  KortewegDeVries: row(Nonlinear, {
    key: 'norm_kdv',
    ...pdes.kortewegDeVries,
    coefficients: {
      convection_sc_beta: nonlinear(1, -0.0125, [-0.015, -0.006]),
      dispersion_alpha: linear(3, -8.5e-7, [-1.3e-6, -4e-7]),
      hyp_diffusion_alpha: linear(4, -2e-9, [-4e-9, -8e-10]),
    },
  }),
  KuramotoSivashinsky: row(Nonlinear, {
    key: 'norm_ks',
    ...pdes.kuramotoSivashinsky,
    coefficients: {
      gradient_norm_beta: nonlinear(2, -0.00025, [-4e-4, -1e-4]),
      diffusion_alpha: linear(2, -2.5e-5, [-3.5e-5, -2e-5]),
      hyp_diffusion_alpha: linear(4, -3e-9, [-5e-9, -2e-9]),
    },
    defaults: { ...chaotic(6.5) },
    good: chaoticGood,
  }),
  FisherKPP: row(Nonlinear, {
    key: 'norm_fisher',
    ...pdes.fisherKPP,
    coefficients: {
      quadratic_beta: nonlinear(0, -0.02, [-0.04, -0.01]),
      drag_alpha: linear(0, 0.02, [0.01, 0.04]),
      diffusion_alpha: linear(2, 4e-6, [1e-6, 2e-5]),
    },
    good: { ic_config: GROWTH },
    defaults: { ic_config: 'clamp;0.0;1.0;fourier;5;false;false' },
  }),
};
