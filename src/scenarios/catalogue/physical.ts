/** Scenarios in the physical form: coefficients in the units of the domain and of time. */

import { float, type GoodRange } from '../attributes.js';
import { convectionFamily } from '../families/convection.js';
import { linearFamily, singleTermFamily } from '../families/linear.js';
import { nonlinearFamily } from '../families/nonlinear.js';
import { Polynomial as PolynomialScenario } from '../families/polynomial.js';
import { physical as form } from '../forms.js';
import { type Coefficient, chaotic, chaoticGood, row, type ScenarioClass } from '../row.js';
import { GROWTH, pdes } from './pdes.js';

/** Good linear terms beside a nonlinear one. */
const COEFFICIENTS: readonly GoodRange[] = [
  [-0.2, 0],
  [-0.02, 0.02],
  [2.5e-4, 0.002],
  [-6e-6, 6e-6],
  [-2e-8, 0],
];

const Linear = linearFamily(
  form,
  [0, -0.25, 0, 0, 0],
  [
    [-0.2, 0],
    [-0.6, -0.03],
    [0, 0.008],
    [-2e-5, 2e-5],
    [-8e-8, 0],
  ],
);
const Nonlinear = nonlinearFamily(form, [0, 0, 0.0003, 0, 0], [0, -0.125, 0], {
  linear: COEFFICIENTS,
  nonlinear: [
    [-0.02, 0.02],
    [-0.14, -0.025],
    [-4e-4, 4e-4],
  ],
});
const Convection = convectionFamily(form, [0, 0, 0.0003, 0, 0], -0.125, {
  linear: COEFFICIENTS,
  convection: [-0.14, -0.025],
});

/** The coefficient of the linear term of an order. */
const linear = (index: number, value: number, good: GoodRange): Coefficient => ({
  of: form.linear,
  index,
  attribute: float(value, { meaning: `coefficient of the term of order ${index}`, good }),
});

/** The coefficient of a nonlinear term: of u², of its gradient, of the gradient norm. */
const nonlinear = (index: number, value: number, good: GoodRange): Coefficient => ({
  of: form.nonlinear,
  index,
  attribute: float(value, {
    meaning: `coefficient of the ${['quadratic', 'convection', 'gradient-norm'][index]} term`,
    good,
  }),
});

const Polynomial = PolynomialScenario as unknown as ScenarioClass<
  typeof PolynomialScenario.attributes,
  'phy_poly'
>;

export const physical = {
  Linear,
  LinearSimple: singleTermFamily(form, Linear, 'linear_coef', -0.25, {
    coefficient: [-0.6, -0.03],
    orders: ['1'],
  }),
  Advection: row(Linear, {
    key: 'phy_adv',
    ...pdes.advection,
    coefficients: { advection_coef: linear(1, -0.25, [-0.6, -0.03]) },
  }),
  Diffusion: row(Linear, {
    key: 'phy_diff',
    ...pdes.diffusion,
    coefficients: { diffusion_coef: linear(2, 0.008, [5e-4, 0.008]) },
  }),
  AdvectionDiffusion: row(Linear, {
    key: 'phy_adv_diff',
    ...pdes.advectionDiffusion,
    coefficients: {
      advection_coef: linear(1, -0.25, [-0.6, -0.03]),
      diffusion_coef: linear(2, 0.008, [5e-4, 0.008]),
    },
  }),
  Dispersion: row(Linear, {
    key: 'phy_disp',
    ...pdes.dispersion,
    coefficients: { dipersion_coef: linear(3, 0.00025, [1e-4, 0.002]) },
    defaults: { dt: 0.001 },
    good: { dt: [2e-4, 0.005] },
    aliases: { dispersion_coef: 'dipersion_coef' },
  }),
  HyperDiffusion: row(Linear, {
    key: 'phy_hyp_diff',
    ...pdes.hyperDiffusion,
    coefficients: { hyper_diffusion_coef: linear(4, -7.5e-5, [-8e-4, -2e-5]) },
    defaults: { dt: 1e-5 },
    good: { dt: [2e-6, 1e-4] },
    aliases: { hyp_diffusion_coef: 'hyper_diffusion_coef' },
  }),
  FirstFour: row(Linear, {
    key: 'phy_four',
    ...pdes.firstFour,
    coefficients: {
      advection_coef: linear(1, -2500, [-6000, -300]),
      diffusion_coef: linear(2, 80, [5, 80]),
      dispersion_coef: linear(3, 0.025, [0.01, 0.2]),
      hyp_diffusion_coef: linear(4, -7.5e-5, [-8e-4, -2e-5]),
    },
    defaults: { dt: 1e-5 },
    good: { dt: [2e-6, 1.2e-5] },
  }),
  Convection,
  Burgers: row(Convection, {
    key: 'phy_burgers',
    ...pdes.burgers,
    coefficients: { diffusion_coef: linear(2, 0.0003, [2.5e-4, 0.002]) },
  }),
  KuramotoSivashinskyConservative: row(Convection, {
    key: 'phy_ks_cons',
    ...pdes.kuramotoSivashinskyConservative,
    coefficients: {
      diffusion_coef: linear(2, -1.44, [-1.7, -1]),
      hyp_diffusion_coef: linear(4, -0.4, [-0.7, -0.35]),
    },
    name: 'phy_ks_conservative',
    dimensions: [1],
    defaults: { ...chaotic(2.5), domain_extent: 60, convection_coef: -3.6 },
    good: { ...chaoticGood, domain_extent: [40, 65], dt: [0.05, 0.12], convection_coef: [-5, -2] },
  }),
  Nonlinear,
  BurgersSingleChannel: row(Nonlinear, {
    key: 'phy_burgers_sc',
    ...pdes.burgersSingleChannel,
    coefficients: {
      convection_sc_coef: nonlinear(1, -0.125, [-0.14, -0.025]),
      diffusion_coef: linear(2, 0.0003, [2.5e-4, 0.002]),
    },
  }),
  KortewegDeVries: row(Nonlinear, {
    key: 'phy_kdv',
    ...pdes.kortewegDeVries,
    coefficients: {
      convection_sc_coef: nonlinear(1, -6, [-7.5, -3]),
      dispersion_coef: linear(3, -1, [-2, -0.5]),
      hyp_diffusion_coef: linear(4, -0.125, [-0.25, -0.05]),
    },
    defaults: { domain_extent: 50 },
    good: { domain_extent: [40, 100] },
  }),
  KuramotoSivashinsky: row(Nonlinear, {
    key: 'phy_ks',
    ...pdes.kuramotoSivashinsky,
    coefficients: {
      gradient_norm_coef: nonlinear(2, -1, [-2, -0.5]),
      diffusion_coef: linear(2, -1, [-1.5, -0.8]),
      hyp_diffusion_coef: linear(4, -1, [-2, -0.6]),
    },
    defaults: { ...chaotic(6.5), domain_extent: 60 },
    good: { ...chaoticGood, domain_extent: [30, 200], dt: [0.05, 0.4] },
  }),
  Polynomial,
  FisherKPP: row(Polynomial, {
    key: 'phy_fisher',
    ...pdes.fisherKPP,
    coefficients: {
      drag_coef: linear(0, 20, [10, 40]),
      diffusion_coef: linear(2, 0.004, [0.001, 0.02]),
      quadratic_coef: {
        of: 'poly_coefs',
        index: 2,
        attribute: float(-20, { meaning: 'coefficient of the quadratic term', good: [-40, -10] }),
      },
    },
    good: { ic_config: GROWTH, dt: [5e-4, 0.002] },
    defaults: { ic_config: 'clamp;0.0;1.0;fourier;5;false;false' },
  }),
};
