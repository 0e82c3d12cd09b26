// Two scenarios: `drift`, which has a coarse solver that networks can correct, and `stir`, which
// moves with a speed of its own along each axis and has none.
//
//   npx apebench run --plugin index.mjs --scenario drift --task "correct;sequential"
//   npx apebench run --plugin index.mjs --scenario stir --set num_points=12

import { BaseScenario, float, scenarioExtensions, steppers } from 'apebench';

/** u_t + c u_x = ν u_xx on a line of length 1. */
class Drift extends BaseScenario {
  static className = 'Drift';
  static equation = 'u_t + c u_x = ν u_xx';
  static behavior = 'moves and decays to its mean';
  static dimensions = [1];
  static channels = () => 1;
  static attributes = {
    ...BaseScenario.attributes,
    speed: float(0.1, { meaning: 'in domains per step' }),
    diffusivity: float(0.001, { min: 0, meaning: 'in domains² per step' }),
  };

  // The solver that makes the data: one call of its step is one time step.
  getRefStepper() {
    return this.stepperOf(1);
  }

  // The one that correction tasks start from: half a time step.
  getCoarseStepper() {
    return this.stepperOf(0.5);
  }

  // What the column `scenario` of tables says.
  getScenarioName() {
    return '1d_drift';
  }

  stepperOf(dt) {
    return new steppers.AdvectionDiffusion({
      dims: 1,
      domainExtent: 1,
      numPoints: this.num_points,
      dt,
      velocity: this.speed,
      diffusivity: this.diffusivity,
    });
  }
}

/** u_t + c · ∇u = 0 on a square. Without `getCoarseStepper` there are no correction tasks. */
class Stir extends BaseScenario {
  static className = 'Stir';
  static equation = 'u_t + c·∇u = 0';
  static behavior = 'moves and keeps its shape';
  static dimensions = [2];
  static channels = () => 1;
  static attributes = {
    ...BaseScenario.attributes,
    num_spatial_dims: { ...BaseScenario.attributes.num_spatial_dims, default: 2 },
    speed_x: float(0.1, { meaning: 'along the first axis, in domains per step' }),
    speed_y: float(-0.05, { meaning: 'along the second axis, in domains per step' }),
  };

  getRefStepper() {
    return new steppers.Advection({
      dims: 2,
      domainExtent: 1,
      numPoints: this.num_points,
      dt: 1,
      velocity: [this.speed_x, this.speed_y],
    });
  }

  getScenarioName() {
    return '2d_stir';
  }
}

scenarioExtensions.drift = Drift;
scenarioExtensions.stir = Stir;
