/** Reference solvers: Fourier pseudo-spectral ETDRK steppers. */

export {
  type EtdrkOptions,
  SpectralStepper,
  type Stepper,
  type StepperOptions,
} from './base-stepper.js';
export { Burgers } from './convection/burgers.js';
export type { ConvectionForm, ConvectionStepper } from './convection/convection-stepper.js';
export { KortewegDeVries } from './convection/korteweg-de-vries.js';
export { KuramotoSivashinsky } from './convection/kuramoto-sivashinsky.js';
export { KuramotoSivashinskyConservative } from './convection/kuramoto-sivashinsky-conservative.js';
export type { DiagonalOperator } from './diagonal-operator.js';
export type { Equation } from './etdrk.js';
export { KolmogorovFlowVorticity } from './flow/kolmogorov-flow-vorticity.js';
export { NavierStokesVorticity } from './flow/navier-stokes-vorticity.js';
export { type AuxStepper, ForcedStepper } from './forced-stepper.js';
export {
  denormalizeCoefficients,
  denormalizeConvectionScale,
  denormalizeGradientNormScale,
  denormalizePolynomialScales,
  extractNormalizedCoefficientsFromDifficulty,
  extractNormalizedConvectionScaleFromDifficulty,
  extractNormalizedGradientNormScaleFromDifficulty,
  extractNormalizedNonlinearScalesFromDifficulty,
  type Grid,
  type GridAndMaximum,
  normalizeCoefficients,
  normalizeConvectionScale,
  normalizeGradientNormScale,
  normalizePolynomialScales,
  type PhysicalScales,
  reduceNormalizedCoefficientsToDifficulty,
  reduceNormalizedConvectionScaleToDifficulty,
  reduceNormalizedGradientNormScaleToDifficulty,
  reduceNormalizedNonlinearScalesToDifficulty,
} from './generic/coefficients.js';
export {
  DifficultyConvectionStepper,
  GeneralConvectionStepper,
  NormalizedConvectionStepper,
} from './generic/general-convection.js';
export {
  DifficultyGradientNormStepper,
  GeneralGradientNormStepper,
  NormalizedGradientNormStepper,
} from './generic/general-gradient-norm.js';
export type { GridOnly } from './generic/general-linear.js';
export {
  DifficultyLinearStepper,
  DifficultyLinearStepperSimple,
  GeneralLinearStepper,
  NormalizedLinearStepper,
} from './generic/general-linear.js';
export {
  DifficultyNonlinearStepper,
  GeneralNonlinearStepper,
  NormalizedNonlinearStepper,
} from './generic/general-nonlinear.js';
export {
  DifficultyPolynomialStepper,
  GeneralPolynomialStepper,
  NormalizedPolynomialStepper,
} from './generic/general-polynomial.js';
export { GeneralVorticityConvectionStepper } from './generic/general-vorticity-convection.js';
export { Advection } from './linear/advection.js';
export { AdvectionDiffusion } from './linear/advection-diffusion.js';
export { Diffusion } from './linear/diffusion.js';
export { Dispersion } from './linear/dispersion.js';
export { HyperDiffusion } from './linear/hyper-diffusion.js';
export { applyOperator } from './linear-combination.js';
export type { Matrix, Vector } from './linear-operators.js';
export type { NonlinearFunction, ScaledOperator } from './nonlinear/nonlinear-function.js';
export type { QuadraticScales } from './nonlinear/quadratic.js';
export { Poisson } from './poisson.js';
export { AllenCahn } from './reaction/allen-cahn.js';
export { CahnHilliard } from './reaction/cahn-hilliard.js';
export { FisherKPP } from './reaction/fisher-kpp.js';
export { GrayScott } from './reaction/gray-scott.js';
export { SwiftHohenberg } from './reaction/swift-hohenberg.js';
export { RepeatedStepper } from './repeated-stepper.js';
export {
  type ArrayFunction,
  type ArrayFunctionWithAux,
  type RepeatOptions,
  type RolloutOptions,
  repeat,
  rollout,
  stackSubTrajectories,
} from './rollout.js';
export {
  buildTrajectories,
  type TrajectoryOptions,
  type TrajectoryShard,
  trajectoryProgram,
  trajectoryShards,
} from './trajectories.js';
