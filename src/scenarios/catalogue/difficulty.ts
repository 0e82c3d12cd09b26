/** Scenarios in the difficulty form: coefficients say how hard a step is on the grid. */

import { float } from '../attributes.js';
import { convectionFamily } from '../families/convection.js';
import { linearFamily, singleTermFamily } from '../families/linear.js';
import { difficulty as form } from '../forms.js';
import { type Coefficient, chaotic, row } from '../row.js';

const Linear = linearFamily(form, [0, -4, 0, 0, 0]);
const Convection = convectionFamily(form, [0, 0, 1.5, 0, 0], -1.5);

/** The difficulty of the linear term of an order. */
const linear = (index: number, value: number): Coefficient => ({
  of: form.linear,
  index,
  attribute: float(value, { meaning: `difficulty of the term of order ${index}` }),
});

export const difficulty = {
  Linear,
  LinearSimple: singleTermFamily(form, Linear, 'linear_gamma', -4),
  Advection: row(Linear, {
    key: 'diff_adv',
    className: 'Advection',
    equation: 'u_t + c·∇u = 0',
    coefficients: { advection_gamma: linear(1, -4) },
  }),
  Diffusion: row(Linear, {
    key: 'diff_diff',
    className: 'Diffusion',
    equation: 'u_t = ν Δu',
    coefficients: { diffusion_gamma: linear(2, 4) },
  }),
  AdvectionDiffusion: row(Linear, {
    key: 'diff_adv_diff',
    className: 'AdvectionDiffusion',
    equation: 'u_t + c·∇u = ν Δu',
    coefficients: { advection_gamma: linear(1, -4), diffusion_gamma: linear(2, 4) },
  }),
  Dispersion: row(Linear, {
    key: 'diff_disp',
    className: 'Dispersion',
    equation: 'u_t = ξ ∇³u',
    coefficients: { dispersion_gamma: linear(3, 4) },
  }),
  HyperDiffusion: row(Linear, {
    key: 'diff_hyp_diff',
    className: 'HyperDiffusion',
    equation: 'u_t = -μ ∇⁴u',
    coefficients: { hyp_diffusion_gamma: linear(4, -4) },
    // Ends in a sixth entry, 0.0, as in the original.
    lengths: { [form.linear]: 6 },
  }),
  FirstFour: row(Linear, {
    key: 'diff_four',
    className: 'FirstFour',
    equation: 'u_t + c·∇u = ν Δu + ξ ∇³u - μ ∇⁴u',
    coefficients: {
      advection_gamma: linear(1, -4),
      diffusion_gamma: linear(2, 4),
      dispersion_gamma: linear(3, 4),
      hyp_diffusion_gamma: linear(4, -4),
    },
  }),
  Convection,
  Burgers: row(Convection, {
    key: 'diff_burgers',
    className: 'Burgers',
    equation: 'u_t + b/2 ∇·(u ⊗ u) = ν Δu',
    coefficients: { diffusion_gamma: linear(2, 1.5) },
  }),
  KuramotoSivashinskyConservative: row(Convection, {
    key: 'diff_ks_cons',
    className: 'KuramotoSivashinskyConservative',
    equation: 'u_t + b/2 (u²)_x = -ψ₁ u_xx - ψ₂ u_xxxx',
    coefficients: { diffusion_gamma: linear(2, -2), hyp_diffusion_gamma: linear(4, -18) },
    dimensions: [1],
    defaults: { ...chaotic(2.5), convection_delta: -1 },
  }),
};
