/** All steppers that the library has, and the domains that each of them allows. */

import { identityOperator } from '../../src/spectral/index.js';
import * as steppers from '../../src/steppers/index.js';

type Options = steppers.StepperOptions & steppers.EtdrkOptions;

const {
  Burgers,
  ForcedStepper,
  GeneralNonlinearStepper,
  GeneralVorticityConvectionStepper,
  RepeatedStepper,
  SpectralStepper,
} = steppers;

const gridOf = ({ dims, numPoints }: Options) => ({ dims, numPoints });
const inTime = ({ dims, numPoints, domainExtent, dt }: Options) => ({
  dims,
  numPoints,
  domainExtent,
  dt,
});
const unscaled = ({ domainExtent, dt, ...rest }: Options) => rest;

/** A stepper that is forced by the state itself. */
function forcedByItself(options: Options): steppers.Stepper {
  const forced = new ForcedStepper(new Burgers(options));
  const { dims, numPoints, domainExtent, numChannels, dt } = forced;
  return { dims, numPoints, domainExtent, numChannels, dt, step: (u) => forced.step(u, u) };
}

/** By class, with what each needs besides a domain and a time step. */
export const everyStepper: Record<string, (options: Options) => steppers.Stepper> = {
  Advection: (options) => new steppers.Advection(inTime(options)),
  AdvectionDiffusion: (options) => new steppers.AdvectionDiffusion(inTime(options)),
  AllenCahn: (options) => new steppers.AllenCahn(options),
  Burgers: (options) => new Burgers(options),
  CahnHilliard: (options) => new steppers.CahnHilliard(options),
  DifficultyConvectionStepper: (options) =>
    new steppers.DifficultyConvectionStepper(unscaled(options)),
  DifficultyGradientNormStepper: (options) =>
    new steppers.DifficultyGradientNormStepper(unscaled(options)),
  DifficultyLinearStepper: (options) => new steppers.DifficultyLinearStepper(gridOf(options)),
  DifficultyLinearStepperSimple: (options) =>
    new steppers.DifficultyLinearStepperSimple(gridOf(options)),
  DifficultyNonlinearStepper: (options) =>
    new steppers.DifficultyNonlinearStepper(unscaled(options)),
  DifficultyPolynomialStepper: (options) =>
    new steppers.DifficultyPolynomialStepper(unscaled(options)),
  Diffusion: (options) => new steppers.Diffusion(inTime(options)),
  Dispersion: (options) => new steppers.Dispersion(inTime(options)),
  FisherKPP: (options) => new steppers.FisherKPP(options),
  ForcedStepper: forcedByItself,
  GeneralConvectionStepper: (options) => new steppers.GeneralConvectionStepper(options),
  GeneralGradientNormStepper: (options) => new steppers.GeneralGradientNormStepper(options),
  GeneralLinearStepper: (options) => new steppers.GeneralLinearStepper(inTime(options)),
  GeneralNonlinearStepper: (options) =>
    new GeneralNonlinearStepper({ ...options, nonlinearCoefficients: [0.7, -0.8, 0.3] }),
  GeneralPolynomialStepper: (options) =>
    new steppers.GeneralPolynomialStepper({
      ...options,
      polynomialCoefficients: [0.3, 0.5, 0, -1, -0.4],
    }),
  GeneralVorticityConvectionStepper: (options) => new GeneralVorticityConvectionStepper(options),
  GrayScott: (options) => new steppers.GrayScott(options),
  HyperDiffusion: (options) => new steppers.HyperDiffusion(inTime(options)),
  KolmogorovFlowVorticity: (options) => new steppers.KolmogorovFlowVorticity(options),
  KortewegDeVries: (options) => new steppers.KortewegDeVries(options),
  KuramotoSivashinsky: (options) => new steppers.KuramotoSivashinsky(options),
  KuramotoSivashinskyConservative: (options) =>
    new steppers.KuramotoSivashinskyConservative(options),
  NavierStokesVorticity: (options) => new steppers.NavierStokesVorticity(options),
  NormalizedConvectionStepper: (options) =>
    new steppers.NormalizedConvectionStepper(unscaled(options)),
  NormalizedGradientNormStepper: (options) =>
    new steppers.NormalizedGradientNormStepper(unscaled(options)),
  NormalizedLinearStepper: (options) => new steppers.NormalizedLinearStepper(gridOf(options)),
  NormalizedNonlinearStepper: (options) =>
    new steppers.NormalizedNonlinearStepper(unscaled(options)),
  NormalizedPolynomialStepper: (options) =>
    new steppers.NormalizedPolynomialStepper(unscaled(options)),
  Poisson: (options) =>
    new steppers.Poisson({ ...gridOf(options), domainExtent: options.domainExtent }),
  RepeatedStepper: (options) => new RepeatedStepper(new Burgers(options), 2),
  SpectralStepper: (options) =>
    new SpectralStepper(options, { numChannels: 1, linear: () => identityOperator(options) }),
  SwiftHohenberg: (options) => new steppers.SwiftHohenberg(options),
};

/** The numbers of dimensions in which there is a stepper. */
export const dimensionsOf = (name: string): readonly number[] =>
  /Vorticity/.test(name) ? [2] : [1, 2, 3];

/** The axes along which a shifted state goes to the shifted end: not that of a forcing. */
export const shiftableAxes = (name: string, dims: number): readonly number[] =>
  name === 'KolmogorovFlowVorticity' ? [0] : Array.from({ length: dims }, (_, axis) => axis);
