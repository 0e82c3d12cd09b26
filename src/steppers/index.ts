/** Reference solvers: Fourier pseudo-spectral ETDRK steppers. */

export {
  type EtdrkOptions,
  SpectralStepper,
  type Stepper,
  type StepperOptions,
} from './base-stepper.js';
export { Burgers } from './convection/burgers.js';
export type { ConvectionForm } from './convection/convection-stepper.js';
export { KortewegDeVries } from './convection/korteweg-de-vries.js';
export { KuramotoSivashinskyConservative } from './convection/kuramoto-sivashinsky-conservative.js';
export type { DiagonalOperator } from './diagonal-operator.js';
export type { Equation } from './etdrk.js';
export {
  DifficultyConvectionStepper,
  GeneralConvectionStepper,
  NormalizedConvectionStepper,
} from './generic/general-convection.js';
export {
  DifficultyLinearStepper,
  DifficultyLinearStepperSimple,
  GeneralLinearStepper,
  NormalizedLinearStepper,
} from './generic/general-linear.js';
export { Advection } from './linear/advection.js';
export { AdvectionDiffusion } from './linear/advection-diffusion.js';
export { Diffusion } from './linear/diffusion.js';
export { Dispersion } from './linear/dispersion.js';
export { HyperDiffusion } from './linear/hyper-diffusion.js';
export { applyOperator } from './linear-combination.js';
export type { NonlinearFunction, ScaledOperator } from './nonlinear/nonlinear-function.js';
export { RepeatedStepper } from './repeated-stepper.js';
export {
  buildTrajectories,
  type TrajectoryOptions,
  type TrajectoryShard,
  trajectoryProgram,
  trajectoryShards,
} from './trajectories.js';
