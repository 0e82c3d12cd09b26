/** Scenarios in the physical form: coefficients in the units of the domain and of time. */

import { float } from '../attributes.js';
import { convectionFamily } from '../families/convection.js';
import { linearFamily, singleTermFamily } from '../families/linear.js';
import { nonlinearFamily } from '../families/nonlinear.js';
import { Polynomial as PolynomialScenario } from '../families/polynomial.js';
import { physical as form } from '../forms.js';
import { type Coefficient, chaotic, row, type ScenarioClass } from '../row.js';
import { pdes } from './pdes.js';

const Linear = linearFamily(form, [0, -0.25, 0, 0, 0]);
const Nonlinear = nonlinearFamily(form, [0, 0, 0.0003, 0, 0], [0, -0.125, 0]);
const Convection = convectionFamily(form, [0, 0, 0.0003, 0, 0], -0.125);

/** The coefficient of the linear term of an order. */
const linear = (index: number, value: number): Coefficient => ({
  of: form.linear,
  index,
  attribute: float(value, { meaning: `coefficient of the term of order ${index}` }),
});

/** The coefficient of a nonlinear term: of u², of its gradient, of the gradient norm. */
const nonlinear = (index: number, value: number): Coefficient => ({
  of: form.nonlinear,
  index,
  attribute: float(value, {
    meaning: `coefficient of the ${['quadratic', 'convection', 'gradient-norm'][index]} term`,
  }),
});

const Polynomial = PolynomialScenario as unknown as ScenarioClass<
  typeof PolynomialScenario.attributes,
  'phy_poly'
>;

export const physical = {
  Linear,
  LinearSimple: singleTermFamily(form, Linear, 'linear_coef', -0.25),
  Advection: row(Linear, {
    key: 'phy_adv',
    className: 'Advection',
    ...pdes.advection,
    coefficients: { advection_coef: linear(1, -0.25) },
  }),
  Diffusion: row(Linear, {
    key: 'phy_diff',
    className: 'Diffusion',
    ...pdes.diffusion,
    coefficients: { diffusion_coef: linear(2, 0.008) },
  }),
  AdvectionDiffusion: row(Linear, {
    key: 'phy_adv_diff',
    className: 'AdvectionDiffusion',
    ...pdes.advectionDiffusion,
    coefficients: { advection_coef: linear(1, -0.25), diffusion_coef: linear(2, 0.008) },
  }),
  Dispersion: row(Linear, {
    key: 'phy_disp',
    className: 'Dispersion',
    ...pdes.dispersion,
    coefficients: { dipersion_coef: linear(3, 0.00025) },
    defaults: { dt: 0.001 },
    aliases: { dispersion_coef: 'dipersion_coef' },
  }),
  HyperDiffusion: row(Linear, {
    key: 'phy_hyp_diff',
    className: 'HyperDiffusion',
    ...pdes.hyperDiffusion,
    coefficients: { hyper_diffusion_coef: linear(4, -7.5e-5) },
    defaults: { dt: 1e-5 },
    aliases: { hyp_diffusion_coef: 'hyper_diffusion_coef' },
  }),
  FirstFour: row(Linear, {
    key: 'phy_four',
    className: 'FirstFour',
    ...pdes.firstFour,
    coefficients: {
      advection_coef: linear(1, -2500),
      diffusion_coef: linear(2, 80),
      dispersion_coef: linear(3, 0.025),
      hyp_diffusion_coef: linear(4, -7.5e-5),
    },
    defaults: { dt: 1e-5 },
  }),
  Convection,
  Burgers: row(Convection, {
    key: 'phy_burgers',
    className: 'Burgers',
    ...pdes.burgers,
    coefficients: { diffusion_coef: linear(2, 0.0003) },
  }),
  KuramotoSivashinskyConservative: row(Convection, {
    key: 'phy_ks_cons',
    className: 'KuramotoSivashinskyConservative',
    ...pdes.kuramotoSivashinskyConservative,
    coefficients: { diffusion_coef: linear(2, -1.44), hyp_diffusion_coef: linear(4, -0.4) },
    name: 'phy_ks_conservative',
    dimensions: [1],
    defaults: { ...chaotic(2.5), domain_extent: 60, convection_coef: -3.6 },
  }),
  Nonlinear,
  BurgersSingleChannel: row(Nonlinear, {
    key: 'phy_burgers_sc',
    className: 'BurgersSingleChannel',
    ...pdes.burgersSingleChannel,
    coefficients: { convection_sc_coef: nonlinear(1, -0.125), diffusion_coef: linear(2, 0.0003) },
  }),
  KortewegDeVries: row(Nonlinear, {
    key: 'phy_kdv',
    className: 'KortewegDeVries',
    ...pdes.kortewegDeVries,
    coefficients: {
      convection_sc_coef: nonlinear(1, -6),
      dispersion_coef: linear(3, -1),
      hyp_diffusion_coef: linear(4, -0.125),
    },
    defaults: { domain_extent: 50 },
  }),
  KuramotoSivashinsky: row(Nonlinear, {
    key: 'phy_ks',
    className: 'KuramotoSivashinsky',
    ...pdes.kuramotoSivashinsky,
    coefficients: {
      gradient_norm_coef: nonlinear(2, -1),
      diffusion_coef: linear(2, -1),
      hyp_diffusion_coef: linear(4, -1),
    },
    defaults: { ...chaotic(6.5), domain_extent: 60 },
  }),
  Polynomial,
  FisherKPP: row(Polynomial, {
    key: 'phy_fisher',
    className: 'FisherKPP',
    ...pdes.fisherKPP,
    coefficients: {
      drag_coef: linear(0, 20),
      diffusion_coef: linear(2, 0.004),
      quadratic_coef: {
        of: 'poly_coefs',
        index: 2,
        attribute: float(-20, { meaning: 'coefficient of the quadratic term' }),
      },
    },
    defaults: { ic_config: 'clamp;0.0;1.0;fourier;5;false;false' },
  }),
};
