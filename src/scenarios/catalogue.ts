/**
 * The scenarios that are a form (difficulty, …) of a family (linear, convection, …) with names for
 * some of its coefficients: a row each, from which its class is made.
 */

import { float } from './attributes.js';
import { convectionFamily } from './families/convection.js';
import { linearFamily, singleTermFamily } from './families/linear.js';
import { difficulty as form } from './forms.js';
import { type Coefficient, row } from './row.js';

const Linear = linearFamily(form, [0, -4, 0, 0, 0]);
const Convection = convectionFamily(form, [0, 0, 1.5, 0, 0], -1.5);

/** The difficulty of the linear term of an order. */
const gamma = (index: number, value: number): Coefficient => ({
  of: form.linear,
  index,
  attribute: float(value, { meaning: `difficulty of the term of order ${index}` }),
});

/** Scenarios in the difficulty interface: coefficients say how hard a step is on the grid. */
export const difficulty = {
  Linear,
  LinearSimple: singleTermFamily(form, Linear, 'linear_gamma', -4),
  Advection: row(Linear, {
    key: 'diff_adv',
    className: 'Advection',
    equation: 'u_t + c·∇u = 0',
    coefficients: { advection_gamma: gamma(1, -4) },
  }),
  Diffusion: row(Linear, {
    key: 'diff_diff',
    className: 'Diffusion',
    equation: 'u_t = ν Δu',
    coefficients: { diffusion_gamma: gamma(2, 4) },
  }),
  AdvectionDiffusion: row(Linear, {
    key: 'diff_adv_diff',
    className: 'AdvectionDiffusion',
    equation: 'u_t + c·∇u = ν Δu',
    coefficients: { advection_gamma: gamma(1, -4), diffusion_gamma: gamma(2, 4) },
  }),
  Dispersion: row(Linear, {
    key: 'diff_disp',
    className: 'Dispersion',
    equation: 'u_t = ξ ∇³u',
    coefficients: { dispersion_gamma: gamma(3, 4) },
  }),
  /** Its `gammas` end in a sixth entry, 0.0, as in the original. */
  HyperDiffusion: row(Linear, {
    key: 'diff_hyp_diff',
    className: 'HyperDiffusion',
    equation: 'u_t = -μ ∇⁴u',
    coefficients: { hyp_diffusion_gamma: gamma(4, -4) },
    lengths: { [form.linear]: 6 },
  }),
  FirstFour: row(Linear, {
    key: 'diff_four',
    className: 'FirstFour',
    equation: 'u_t + c·∇u = ν Δu + ξ ∇³u - μ ∇⁴u',
    coefficients: {
      advection_gamma: gamma(1, -4),
      diffusion_gamma: gamma(2, 4),
      dispersion_gamma: gamma(3, 4),
      hyp_diffusion_gamma: gamma(4, -4),
    },
  }),
  Convection,
  Burgers: row(Convection, {
    key: 'diff_burgers',
    className: 'Burgers',
    equation: 'u_t + b/2 ∇·(u ⊗ u) = ν Δu',
    coefficients: { diffusion_gamma: gamma(2, 1.5) },
  }),
};
