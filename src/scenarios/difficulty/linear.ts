/** Linear PDEs in the difficulty interface. */

import { DifficultyLinearStepper, type Stepper } from '../../steppers/index.js';
import { float, floats, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';

/**
 * Any linear PDE, by its difficulties `gammas`: gamma_j = alpha_j N^j 2^(j-1) D, where alpha_j is
 * the normalized coefficient of the j-th derivative. Solved exactly, with one channel.
 */
export class Linear extends BaseScenario {
  static override readonly className: string = 'Linear';
  static override readonly attributes = {
    ...BaseScenario.attributes,
    gammas: floats([0, -4, 0, 0, 0]),
    coarse_proportion: float(0.5),
  };

  declare gammas: readonly number[];
  /** The part of the time step that the coarse stepper covers. */
  declare coarse_proportion: number;

  protected override derive(): void {
    this.decideChannels(1);
  }

  async getRefStepper(): Promise<Stepper> {
    return this.stepperOf(this.gammas);
  }

  async getCoarseStepper(): Promise<Stepper> {
    return this.stepperOf(this.gammas.map((gamma) => gamma * this.coarse_proportion));
  }

  async getScenarioName(): Promise<string> {
    const orders = this.gammas.flatMap((gamma, order) => (gamma === 0 ? [] : [order]));
    return `${this.num_spatial_dims}d_diff_linear_${orders.join('_')}`;
  }

  private stepperOf(linearDifficulties: readonly number[]): Stepper {
    const { num_spatial_dims: dims, num_points: numPoints } = this;
    return new DifficultyLinearStepper({ dims, numPoints, linearDifficulties });
  }
}

/** A linear PDE with a single term of order `linear_term_order`. */
export class LinearSimple extends Linear {
  static override readonly className: string = 'LinearSimple';
  static override readonly derived = { gammas: ['linear_gamma', 'linear_term_order'] };
  static override readonly attributes = {
    ...Linear.attributes,
    linear_gamma: float(-4),
    linear_term_order: int(1, { min: 0, max: 32 }),
  };

  declare linear_gamma: number;
  declare linear_term_order: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [...new Array<number>(this.linear_term_order).fill(0), this.linear_gamma];
  }
}

/** u_t + c ∇u = 0. */
export class Advection extends Linear {
  static override readonly className: string = 'Advection';
  static override readonly derived = { gammas: ['advection_gamma'] };
  static override readonly attributes = { ...Linear.attributes, advection_gamma: float(-4) };

  declare advection_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [0, this.advection_gamma, 0, 0, 0];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_adv`;
  }
}

/** u_t = ν Δu. */
export class Diffusion extends Linear {
  static override readonly className: string = 'Diffusion';
  static override readonly derived = { gammas: ['diffusion_gamma'] };
  static override readonly attributes = { ...Linear.attributes, diffusion_gamma: float(4) };

  declare diffusion_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [0, 0, this.diffusion_gamma, 0, 0];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_diff`;
  }
}

/** u_t + c ∇u = ν Δu. */
export class AdvectionDiffusion extends Linear {
  static override readonly className: string = 'AdvectionDiffusion';
  static override readonly derived = { gammas: ['advection_gamma', 'diffusion_gamma'] };
  static override readonly attributes = {
    ...Linear.attributes,
    advection_gamma: float(-4),
    diffusion_gamma: float(4),
  };

  declare advection_gamma: number;
  declare diffusion_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [0, this.advection_gamma, this.diffusion_gamma, 0, 0];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_adv_diff`;
  }
}

/** u_t = ξ ∇³u. */
export class Dispersion extends Linear {
  static override readonly className: string = 'Dispersion';
  static override readonly derived = { gammas: ['dispersion_gamma'] };
  static override readonly attributes = { ...Linear.attributes, dispersion_gamma: float(4) };

  declare dispersion_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [0, 0, 0, this.dispersion_gamma, 0];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_disp`;
  }
}

/** u_t = -μ ∇⁴u. Its `gammas` end in a sixth entry, 0.0, as in the original. */
export class HyperDiffusion extends Linear {
  static override readonly className: string = 'HyperDiffusion';
  static override readonly derived = { gammas: ['hyp_diffusion_gamma'] };
  static override readonly attributes = { ...Linear.attributes, hyp_diffusion_gamma: float(-4) };

  declare hyp_diffusion_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [0, 0, 0, 0, this.hyp_diffusion_gamma, 0];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_hyp_diff`;
  }
}

/** The terms of orders one to four together. */
export class FirstFour extends Linear {
  static override readonly className: string = 'FirstFour';
  static override readonly derived = {
    gammas: ['advection_gamma', 'diffusion_gamma', 'dispersion_gamma', 'hyp_diffusion_gamma'],
  };
  static override readonly attributes = {
    ...Linear.attributes,
    advection_gamma: float(-4),
    diffusion_gamma: float(4),
    dispersion_gamma: float(4),
    hyp_diffusion_gamma: float(-4),
  };

  declare advection_gamma: number;
  declare diffusion_gamma: number;
  declare dispersion_gamma: number;
  declare hyp_diffusion_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [
      0,
      this.advection_gamma,
      this.diffusion_gamma,
      this.dispersion_gamma,
      this.hyp_diffusion_gamma,
    ];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_four`;
  }
}
