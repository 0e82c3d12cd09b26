/** Scenarios in the difficulty form: coefficients say how hard a step is on the grid. */

import { float, type GoodRange } from '../attributes.js';
import { convectionFamily } from '../families/convection.js';
import { linearFamily, singleTermFamily } from '../families/linear.js';
import { nonlinearFamily } from '../families/nonlinear.js';
import { difficulty as form } from '../forms.js';
import { type Coefficient, chaotic, chaoticGood, row } from '../row.js';
import { GROWTH, pdes } from './pdes.js';

/** Good linear terms beside a nonlinear one. */
const GAMMAS: readonly GoodRange[] = [
  [-0.02, 0],
  [-1, 1],
  [1, 10],
  [-10, 10],
  [-10, 0],
];

const Linear = linearFamily(
  form,
  [0, -4, 0, 0, 0],
  [
    [-0.02, 0],
    [-10, -0.5],
    [0, 10],
    [-30, 30],
    [-40, 0],
  ],
);
const Nonlinear = nonlinearFamily(form, [0, 0, 1.5, 0, 0], [0, -1.5, 0], {
  linear: GAMMAS,
  nonlinear: [
    [-0.002, 0.002],
    [-2, -0.3],
    [-1, 1],
  ],
});
const Convection = convectionFamily(form, [0, 0, 1.5, 0, 0], -1.5, {
  linear: GAMMAS,
  convection: [-2, -0.3],
});

/** The difficulty of the linear term of an order. */
const linear = (index: number, value: number, good: GoodRange): Coefficient => ({
  of: form.linear,
  index,
  attribute: float(value, { meaning: `difficulty of the term of order ${index}`, good }),
});

/** The difficulty of a nonlinear term: of u², of its gradient, of the gradient norm. */
const nonlinear = (index: number, value: number, good: GoodRange): Coefficient => ({
  of: form.nonlinear,
  index,
  attribute: float(value, {
    meaning: `difficulty of the ${['quadratic', 'convection', 'gradient-norm'][index]} term`,
    good,
  }),
});

/** The scenarios by difficulties, by the names of the original's classes. */
export const difficulty = {
  Linear,
  LinearSimple: singleTermFamily(form, Linear, 'linear_gamma', -4, {
    coefficient: [-10, -0.5],
    orders: ['1', '3'],
  }),
  Advection: row(Linear, {
    key: 'diff_adv',
    ...pdes.advection,
    coefficients: { advection_gamma: linear(1, -4, [-10, -0.5]) },
  }),
  Diffusion: row(Linear, {
    key: 'diff_diff',
    ...pdes.diffusion,
    coefficients: { diffusion_gamma: linear(2, 4, [1, 10]) },
  }),
  AdvectionDiffusion: row(Linear, {
    key: 'diff_adv_diff',
    ...pdes.advectionDiffusion,
    coefficients: {
      advection_gamma: linear(1, -4, [-10, -0.5]),
      diffusion_gamma: linear(2, 4, [1, 10]),
    },
  }),
  Dispersion: row(Linear, {
    key: 'diff_disp',
    ...pdes.dispersion,
    coefficients: { dispersion_gamma: linear(3, 4, [2, 30]) },
  }),
  HyperDiffusion: row(Linear, {
    key: 'diff_hyp_diff',
    ...pdes.hyperDiffusion,
    coefficients: { hyp_diffusion_gamma: linear(4, -4, [-40, -2]) },
    // Ends in a sixth entry, 0.0, as in the original.
    lengths: { [form.linear]: 6 },
  }),
  FirstFour: row(Linear, {
    key: 'diff_four',
    ...pdes.firstFour,
    coefficients: {
      advection_gamma: linear(1, -4, [-10, -0.5]),
      diffusion_gamma: linear(2, 4, [1, 10]),
      dispersion_gamma: linear(3, 4, [1, 30]),
      hyp_diffusion_gamma: linear(4, -4, [-40, -1]),
    },
  }),
  Convection,
  Burgers: row(Convection, {
    key: 'diff_burgers',
    ...pdes.burgers,
    coefficients: { diffusion_gamma: linear(2, 1.5, [1, 10]) },
  }),
  KuramotoSivashinskyConservative: row(Convection, {
    key: 'diff_ks_cons',
    ...pdes.kuramotoSivashinskyConservative,
    coefficients: {
      diffusion_gamma: linear(2, -2, [-2.5, -1.5]),
      hyp_diffusion_gamma: linear(4, -18, [-25, -14]),
    },
    dimensions: [1],
    defaults: { ...chaotic(2.5), convection_delta: -1 },
    good: { ...chaoticGood, convection_delta: [-1.5, -0.6] },
  }),
  Nonlinear,
  BurgersSingleChannel: row(Nonlinear, {
    key: 'diff_burgers_sc',
    ...pdes.burgersSingleChannel,
    coefficients: {
      convection_sc_delta: nonlinear(1, -1.5, [-2, -0.3]),
      diffusion_gamma: linear(2, 1.5, [1, 10]),
    },
  }),
  KortewegDeVries: row(Nonlinear, {
    key: 'diff_kdv',
    ...pdes.kortewegDeVries,
    coefficients: {
      convection_sc_delta: nonlinear(1, -2, [-2.5, -1]),
      dispersion_gamma: linear(3, -14, [-20, -7]),
      hyp_diffusion_gamma: linear(4, -9, [-20, -4]),
    },
  }),
  KuramotoSivashinsky: row(Nonlinear, {
    key: 'diff_ks',
    ...pdes.kuramotoSivashinsky,
    coefficients: {
      gradient_norm_delta: nonlinear(2, -6, [-9, -3]),
      diffusion_gamma: linear(2, -1.2, [-1.6, -0.9]),
      hyp_diffusion_gamma: linear(4, -15, [-22, -10]),
    },
    defaults: { ...chaotic(6.5) },
    good: chaoticGood,
  }),
  FisherKPP: row(Nonlinear, {
    key: 'diff_fisher',
    ...pdes.fisherKPP,
    coefficients: {
      quadratic_delta: nonlinear(0, -0.02, [-0.04, -0.01]),
      drag_gamma: linear(0, 0.02, [0.01, 0.04]),
      diffusion_gamma: linear(2, 0.2, [0.05, 1]),
    },
    lengths: { [form.linear]: 3 },
    good: { ic_config: GROWTH },
    defaults: { ic_config: 'clamp;0.0;1.0;fourier;5;false;false' },
  }),
};
