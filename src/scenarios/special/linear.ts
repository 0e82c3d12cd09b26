/** Linear PDEs in two and three dimensions that treat their axes differently, in physical units. */

import {
  Advection,
  Diffusion,
  Dispersion,
  HyperDiffusion,
  type Stepper,
} from '../../steppers/index.js';
import { float, floats, type GoodRange, type Matrix, matrix } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { AttributeValues, Declaration } from '../declaration.js';
import { coarseAttributes, ScaledStepScenario } from '../families/scaled-step-scenario.js';
import { physicalAttributes, physicalDomain } from '../forms.js';

const before = { ...BaseScenario.attributes, ...physicalAttributes };
const shortStep = (dt: number, good: GoodRange) => ({
  ...physicalAttributes.dt,
  default: dt,
  good,
});

/** What these have in common: a physical domain in 2D or 3D, one channel. */
export abstract class AxisScenario extends ScaledStepScenario {
  static override readonly family = 'linear';
  static override readonly dimensions: readonly number[] = [2, 3];
  static override readonly channels: Declaration['channels'] = () => 1;

  /** Length of the domain, L. */
  declare readonly domain_extent: number;
  /** Time step. */
  declare readonly dt: number;

  /** The options of a stepper of a part of the time step. */
  protected domain(proportion: number) {
    return physicalDomain(this, { proportion, substeps: 1 });
  }
}

/** Throws a UserError unless an attribute has an entry for each axis. */
const perAxis = (name: string) => ({
  [name]: ({ num_spatial_dims, [name]: given }: AttributeValues) =>
    (given as readonly unknown[]).length === num_spatial_dims
      ? null
      : `must have an entry for each of ${num_spatial_dims} axes`,
});

/** Products of three numbers round; a matrix that is on the edge is taken. */
const ROUNDING = 1e-12;

function determinant(rows: Matrix): number {
  const [first = [1], ...others] = rows;
  if (others.length === 0) return first[0]!;
  return first.reduce((sum, value, i) => {
    const minor = others.map((row) => row.filter((_, j) => j !== i));
    return sum + (i % 2 === 0 ? 1 : -1) * value * determinant(minor);
  }, 0);
}

/** Whether x·Ax >= 0 for all x: no principal minor of (A + Aᵀ)/2 is below 0. */
function isElliptic(matrix: Matrix): boolean {
  const symmetric = matrix.map((row, i) => row.map((value, j) => (value + matrix[j]![i]!) / 2));
  const largest = Math.max(...symmetric.flat().map(Math.abs)) || 1;
  const scaled = symmetric.map((row) => row.map((value) => value / largest));
  for (let subset = 1; subset < 1 << matrix.length; subset++) {
    const isIn = (_: unknown, axis: number) => (subset & (1 << axis)) !== 0;
    if (determinant(scaled.filter(isIn).map((row) => row.filter(isIn))) < -ROUNDING) return false;
  }
  return true;
}

/** Each axis has a velocity of its own. */
export class UnbalancedAdvection extends AxisScenario {
  static override readonly key = 'phy_unbal_adv';
  static override readonly equation = 'u_t + c·∇u = 0';
  static override readonly behavior =
    'moves with a speed of its own along each axis and keeps its shape';
  static override readonly attributes = {
    ...before,
    num_points: { ...BaseScenario.attributes.num_points!, good: [24, 160] as const },
    advection_coef_vector: floats([0.01, -0.04, 0.005], undefined, {
      meaning: 'velocity along each axis',
      good: [-0.05, 0.05],
    }),
    ...coarseAttributes,
  };
  static override readonly checks = perAxis('advection_coef_vector');

  /** Speed along each axis. */
  declare readonly advection_coef_vector: readonly number[];

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_unbal_adv`;
  }

  protected override stepperOf(proportion: number): Stepper {
    return new Advection({ ...this.domain(proportion), velocity: this.advection_coef_vector });
  }
}

/** Each axis has a diffusivity of its own. */
export class DiagonalDiffusion extends AxisScenario {
  static override readonly key = 'phy_diag_diff';
  static override readonly equation = 'u_t = Σ_i ν_i ∂_i²u';
  static override readonly behavior = 'decays to its mean, faster along one axis than another';
  static override readonly attributes = {
    ...before,
    diffusion_coef_vector: floats([0.001, 0.002], undefined, {
      meaning: 'diffusivity along each axis',
      good: [2e-4, 0.005],
    }),
    ...coarseAttributes,
  };
  static override readonly checks = perAxis('diffusion_coef_vector');

  /** Diffusivity along each axis. */
  declare readonly diffusion_coef_vector: readonly number[];

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_diag_diff`;
  }

  protected override stepperOf(proportion: number): Stepper {
    return new Diffusion({ ...this.domain(proportion), diffusivity: this.diffusion_coef_vector });
  }
}

/** Diffusion along directions that are no axes. */
export class AnisotropicDiffusion extends AxisScenario {
  static override readonly key = 'phy_aniso_diff';
  static override readonly equation = 'u_t = ∇·(A ∇u)';
  static override readonly behavior =
    'decays to its mean, faster along directions between the axes';
  static override readonly attributes = {
    ...before,
    diffusion_coef_matrix: matrix(
      [
        [0.001, 0.0005],
        [0.0005, 0.002],
      ],
      {
        meaning: 'diffusivity',
        good: [
          [3e-4, 0.005],
          [-0.001, 0.001],
          [-0.001, 0.001],
          [4e-4, 0.005],
        ],
      },
    ),
    ...coarseAttributes,
  };
  static override readonly checks: Declaration['checks'] = {
    diffusion_coef_matrix: (values) => {
      const matrix = values.diffusion_coef_matrix as Matrix;
      const fits = perAxis('diffusion_coef_matrix').diffusion_coef_matrix!(values);
      if (fits !== null || isElliptic(matrix)) return fits;
      return 'must be positive semidefinite, else some waves grow without bound';
    },
  };

  /** The matrix A, symmetric and positive definite. */
  declare readonly diffusion_coef_matrix: Matrix;

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_aniso_diff`;
  }

  protected override stepperOf(proportion: number): Stepper {
    return new Diffusion({ ...this.domain(proportion), diffusivity: this.diffusion_coef_matrix });
  }
}

/** Dispersion with mixed derivatives. */
export class SpatiallyMixedDispersion extends AxisScenario {
  static override readonly key = 'phy_mix_disp';
  static override readonly equation = 'u_t = ξ (1·∇)(Δu)';
  static override readonly behavior =
    'keeps its energy; short waves move faster than long ones, the axes coupled';
  static override readonly attributes = {
    ...before,
    dt: shortStep(0.001, [2e-4, 5e-3]),
    dispersion_coef: float(0.00025, { meaning: 'dispersivity', good: [1e-4, 2e-3] }),
    ...coarseAttributes,
  };

  /** The coefficient ξ. */
  declare readonly dispersion_coef: number;

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_mix_disp`;
  }

  protected override stepperOf(proportion: number): Stepper {
    const dispersivity = this.dispersion_coef;
    return new Dispersion({
      ...this.domain(proportion),
      dispersivity,
      advectOnDiffusion: true,
    });
  }
}

/** Hyper-diffusion with mixed derivatives. */
export class SpatiallyMixedHyperDiffusion extends AxisScenario {
  static override readonly key = 'phy_mix_hyp';
  static override readonly equation = 'u_t = -μ Δ²u';
  static override readonly behavior =
    'loses its short waves first, at equal rates in all directions';
  static override readonly attributes = {
    ...before,
    dt: shortStep(1e-5, [2e-6, 1e-4]),
    hyp_diffusion_coef: float(-7.5e-5, {
      meaning: 'minus the hyper-diffusivity',
      good: [-8e-4, -2e-5],
    }),
    ...coarseAttributes,
  };

  /** The coefficient μ. */
  declare readonly hyp_diffusion_coef: number;

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_mix_hyp`;
  }

  protected override stepperOf(proportion: number): Stepper {
    return new HyperDiffusion({
      ...this.domain(proportion),
      hyperDiffusivity: -this.hyp_diffusion_coef,
      diffuseOnDiffuse: true,
    });
  }
}
