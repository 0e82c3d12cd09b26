/** The PDEs that the catalogue has in several forms: each one's equation and what a solution does. */

/** Good initial conditions of what grows from 0 to a stable state. */
export const GROWTH = [
  'clamp;0.0;1.0;fourier;5;false;false',
  'clamp;0.0;1.0;fourier;3;false;false',
  'clamp;0.0;0.5;fourier;5;false;false',
];

export const pdes = {
  advection: {
    equation: 'u_t + c·∇u = 0',
    behavior: 'moves at one speed and keeps its shape',
  },
  diffusion: {
    equation: 'u_t = ν Δu',
    behavior: 'decays to its mean, short waves first',
  },
  advectionDiffusion: {
    equation: 'u_t + c·∇u = ν Δu',
    behavior: 'moves at one speed and decays to its mean',
  },
  dispersion: {
    equation: 'u_t = ξ ∇³u',
    behavior: 'keeps its energy; short waves move faster than long ones',
  },
  hyperDiffusion: {
    equation: 'u_t = -μ ∇⁴u',
    behavior: 'loses its short waves far sooner than its long ones',
  },
  firstFour: {
    equation: 'u_t + c·∇u = ν Δu + ξ ∇³u - μ ∇⁴u',
    behavior: 'moves, spreads out and decays to its mean',
  },
  burgers: {
    equation: 'u_t + b/2 ∇·(u ⊗ u) = ν Δu',
    behavior: 'steepens to shocks, which then decay',
  },
  burgersSingleChannel: {
    equation: 'u_t + b/2 (1·∇)(u²) = ν Δu',
    behavior: 'steepens to shocks along the diagonal, which then decay',
  },
  kortewegDeVries: {
    equation: 'u_t + b/2 (1·∇)(u²) + ξ (1·∇³)u = -μ ∇⁴u',
    behavior: 'breaks up into solitons, which pass through each other',
  },
  kuramotoSivashinsky: {
    equation: 'u_t + b/2 |∇u|² = -ψ₁ Δu - ψ₂ ∇⁴u',
    behavior: 'becomes chaotic: cells that move, split and merge',
  },
  kuramotoSivashinskyConservative: {
    equation: 'u_t + b/2 (u²)_x = -ψ₁ u_xx - ψ₂ u_xxxx',
    behavior: 'becomes chaotic at a constant mean: waves that move, split and merge',
  },
  fisherKPP: {
    family: 'reaction',
    // The linear term counts once per axis, as in the original; exponax' own FisherKPP differs.
    equation: 'u_t = ν Δu + r u (D - u)',
    behavior: 'grows from 0 towards 1 in 1D, 2 in 2D, 3 in 3D, in fronts that move outwards',
  },
} as const;
