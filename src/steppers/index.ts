/** Reference solvers: Fourier pseudo-spectral ETDRK steppers. */

export { Advection } from './advection.js';
export { AdvectionDiffusion } from './advection-diffusion.js';
export {
  type EtdrkOptions,
  SpectralStepper,
  type Stepper,
  type StepperOptions,
} from './base-stepper.js';
export { Burgers } from './burgers.js';
export { Diffusion } from './diffusion.js';
export { Dispersion } from './dispersion.js';
export {
  type ConvectionForm,
  DifficultyConvectionStepper,
  GeneralConvectionStepper,
  NormalizedConvectionStepper,
} from './general-convection.js';
export {
  DifficultyLinearStepper,
  DifficultyLinearStepperSimple,
  GeneralLinearStepper,
  NormalizedLinearStepper,
} from './general-linear.js';
export { HyperDiffusion } from './hyper-diffusion.js';
export { KortewegDeVries } from './korteweg-de-vries.js';
export { KuramotoSivashinskyConservative } from './kuramoto-sivashinsky-conservative.js';
export { RepeatedStepper } from './repeated-stepper.js';
export {
  buildTrajectories,
  type TrajectoryOptions,
  type TrajectoryShard,
  trajectoryShards,
} from './trajectories.js';
