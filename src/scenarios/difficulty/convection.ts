/** PDEs with a convection term in the difficulty interface. */

import {
  DifficultyConvectionStepper,
  RepeatedStepper,
  type Stepper,
} from '../../steppers/index.js';
import { bool, float, floats, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';

/**
 * Convection with as many channels as axes and any linear part. `convection_delta` is minus the
 * difficulty of the convection term, `gammas` the difficulties of the linear terms; substeps
 * divide all of them.
 */
export class Convection extends BaseScenario {
  static override readonly className: string = 'Convection';
  static override readonly attributes = {
    ...BaseScenario.attributes,
    gammas: floats([0, 0, 1.5, 0, 0]),
    convection_delta: float(-1.5),
    conservative: bool(true),
    num_substeps: int(1, { min: 1 }),
    coarse_proportion: float(0.5),
    order: int(2, { min: 0, max: 4 }),
    dealiasing_fraction: float(2 / 3, { min: 0 }),
    num_circle_points: int(16, { min: 1 }),
    circle_radius: float(1),
  };

  declare gammas: readonly number[];
  declare convection_delta: number;
  declare conservative: boolean;
  declare num_substeps: number;
  /** The part of the time step that the coarse stepper covers. */
  declare coarse_proportion: number;
  /** Order of the ETDRK scheme. */
  declare order: number;
  declare dealiasing_fraction: number;
  declare num_circle_points: number;
  declare circle_radius: number;

  protected override derive(): void {
    this.decideChannels(this.num_spatial_dims);
  }

  async getRefStepper(): Promise<Stepper> {
    return this.stepperOf(1);
  }

  async getCoarseStepper(): Promise<Stepper> {
    return this.stepperOf(this.coarse_proportion);
  }

  async getScenarioName(): Promise<string> {
    const orders = this.gammas.flatMap((gamma, order) => (gamma === 0 ? [] : [order]));
    return `${this.num_spatial_dims}d_diff_conv_${orders.join('_')}`;
  }

  private stepperOf(proportion: number): Stepper {
    const substep = new DifficultyConvectionStepper({
      dims: this.num_spatial_dims,
      numPoints: this.num_points,
      linearDifficulties: this.gammas.map((gamma) => (gamma * proportion) / this.num_substeps),
      convectionDifficulty: (-this.convection_delta * proportion) / this.num_substeps,
      conservative: this.conservative,
      order: this.order,
      dealiasingFraction: this.dealiasing_fraction,
      numCirclePoints: this.num_circle_points,
      circleRadius: this.circle_radius,
    });
    return this.num_substeps === 1 ? substep : new RepeatedStepper(substep, this.num_substeps);
  }
}

/** u_t + b/2 ∇ · (u ⊗ u) = ν Δu. */
export class Burgers extends Convection {
  static override readonly className: string = 'Burgers';
  static override readonly derived = { gammas: ['diffusion_gamma'] };
  static override readonly attributes = { ...Convection.attributes, diffusion_gamma: float(1.5) };

  declare diffusion_gamma: number;

  protected override derive(): void {
    super.derive();
    this.gammas = [0, 0, this.diffusion_gamma, 0, 0];
  }

  override async getScenarioName(): Promise<string> {
    return `${this.num_spatial_dims}d_diff_burgers`;
  }
}
