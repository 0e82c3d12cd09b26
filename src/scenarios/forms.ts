/**
 * Forms: in which units the coefficients of a PDE are, and the steppers that take them.
 *
 * The coarse stepper and substeps take a part of the time step: of a physical scenario its `dt`, of
 * the others all coefficients.
 */

import type { CommonAttributes } from '../experiment/index.js';
import {
  DifficultyConvectionStepper,
  DifficultyLinearStepper,
  DifficultyNonlinearStepper,
  GeneralConvectionStepper,
  GeneralLinearStepper,
  GeneralNonlinearStepper,
  NormalizedConvectionStepper,
  NormalizedLinearStepper,
  NormalizedNonlinearStepper,
  type SpectralStepper,
} from '../steppers/index.js';
import { type AttributeTable, float } from './attributes.js';

/** How a nonlinear term is integrated. */
export interface IntegrationAttributes {
  /** Order of the ETDRK scheme. */
  readonly order: number;
  readonly dealiasing_fraction: number;
  readonly num_circle_points: number;
  readonly circle_radius: number;
}

export type Integrated = CommonAttributes & IntegrationAttributes;

/** The part of a time step that a stepper covers: `proportion` of it, in `substeps` equal parts. */
export interface Part {
  readonly proportion: number;
  readonly substeps: number;
}

export interface Form {
  /** How names of scenarios begin. */
  readonly prefix: string;
  /** What the general linear scenario is called. */
  readonly linearName: string;
  /** The attribute with the coefficients of the linear terms, by their orders. */
  readonly linear: string;
  /** The attribute with the coefficient of the convection term. */
  readonly convection: string;
  /** The attribute with the coefficients of u², of its gradient and of |∇u|². */
  readonly nonlinear: string;
  /** What all scenarios of the form have beside the common attributes. */
  readonly attributes: AttributeTable;
  linearStepper(scenario: CommonAttributes, linear: readonly number[], part: Part): SpectralStepper;
  /** The scenario's coefficient is minus the stepper's. */
  convectionStepper(
    scenario: Integrated & { readonly conservative: boolean },
    linear: readonly number[],
    convection: number,
    part: Part,
  ): SpectralStepper;
  nonlinearStepper(
    scenario: Integrated,
    linear: readonly number[],
    nonlinear: readonly number[],
    part: Part,
  ): SpectralStepper;
}

/**
 * Difficulties: gamma_j = alpha_j N^j 2^(j-1) D, where alpha_j is the normalized coefficient of the
 * j-th derivative; how hard a step is on the grid.
 */
export const difficulty = {
  prefix: 'diff',
  linearName: 'linear',
  linear: 'gammas',
  convection: 'convection_delta',
  nonlinear: 'deltas',
  attributes: {},
  linearStepper: (scenario, gammas, part) =>
    new DifficultyLinearStepper({ ...gridOf(scenario), linearDifficulties: scaled(gammas, part) }),
  convectionStepper: (scenario, gammas, delta, part) =>
    new DifficultyConvectionStepper({
      ...gridOf(scenario),
      ...integrationOf(scenario),
      conservative: scenario.conservative,
      linearDifficulties: scaled(gammas, part),
      convectionDifficulty: scaled([-delta], part)[0]!,
    }),
  nonlinearStepper: (scenario, gammas, deltas, part) =>
    new DifficultyNonlinearStepper({
      ...gridOf(scenario),
      ...integrationOf(scenario),
      linearDifficulties: scaled(gammas, part),
      nonlinearDifficulties: scaled(deltas, part),
    }),
} as const satisfies Form;

/** Normalized coefficients: alpha_j = a_j dt / L^j, as if the domain and the time step were 1. */
export const normalized = {
  prefix: 'norm',
  linearName: 'lin',
  linear: 'alphas',
  convection: 'convection_beta',
  nonlinear: 'betas',
  attributes: {},
  linearStepper: (scenario, alphas, part) =>
    new NormalizedLinearStepper({
      ...gridOf(scenario),
      normalizedLinearCoefficients: scaled(alphas, part),
    }),
  convectionStepper: (scenario, alphas, beta, part) =>
    new NormalizedConvectionStepper({
      ...gridOf(scenario),
      ...integrationOf(scenario),
      conservative: scenario.conservative,
      normalizedLinearCoefficients: scaled(alphas, part),
      normalizedConvectionScale: scaled([-beta], part)[0]!,
    }),
  nonlinearStepper: (scenario, alphas, betas, part) =>
    new NormalizedNonlinearStepper({
      ...gridOf(scenario),
      ...integrationOf(scenario),
      normalizedLinearCoefficients: scaled(alphas, part),
      normalizedNonlinearCoefficients: scaled(betas, part),
    }),
} as const satisfies Form;

/** What physical scenarios have beside the common attributes. */
export const physicalAttributes = {
  domain_extent: float(1, {
    min: Number.MIN_VALUE,
    meaning: 'length of the domain, L',
    good: [0.9, 2],
  }),
  dt: float(0.1, { meaning: 'time step', good: [0.02, 0.11] }),
};

/** A physical domain, and a part of its time step. */
export interface PhysicalAttributes {
  readonly domain_extent: number;
  readonly dt: number;
}

/** The domain of a physical scenario and the part of the time step, as steppers take them. */
export function physicalDomain(
  scenario: CommonAttributes & PhysicalAttributes,
  { proportion, substeps }: Part,
) {
  const dt = (scenario.dt * proportion) / substeps;
  return { ...gridOf(scenario), domainExtent: scenario.domain_extent, dt };
}

/** Coefficients in the units of the domain and of time. */
export const physical = {
  prefix: 'phy',
  linearName: 'lin',
  linear: 'a_coefs',
  convection: 'convection_coef',
  nonlinear: 'b_coefs',
  attributes: physicalAttributes,
  linearStepper: (scenario, linearCoefficients, part) =>
    new GeneralLinearStepper({
      ...physicalDomain(scenario as CommonAttributes & PhysicalAttributes, part),
      linearCoefficients,
    }),
  convectionStepper: (scenario, linearCoefficients, coefficient, part) =>
    new GeneralConvectionStepper({
      ...physicalDomain(scenario as Integrated & PhysicalAttributes & typeof scenario, part),
      ...integrationOf(scenario),
      conservative: scenario.conservative,
      linearCoefficients,
      convectionScale: -coefficient,
    }),
  nonlinearStepper: (scenario, linearCoefficients, nonlinearCoefficients, part) =>
    new GeneralNonlinearStepper({
      ...physicalDomain(scenario as Integrated & PhysicalAttributes, part),
      ...integrationOf(scenario),
      linearCoefficients,
      nonlinearCoefficients,
    }),
} as const satisfies Form;

/** The grid of a scenario as steppers take it. */
function gridOf({ num_spatial_dims: dims, num_points: numPoints }: CommonAttributes) {
  return { dims, numPoints };
}

/** The numbers of the integration as steppers take them. */
export function integrationOf(scenario: IntegrationAttributes) {
  return {
    order: scenario.order,
    dealiasingFraction: scenario.dealiasing_fraction,
    numCirclePoints: scenario.num_circle_points,
    circleRadius: scenario.circle_radius,
  };
}

function scaled(coefficients: readonly number[], { proportion, substeps }: Part): number[] {
  return coefficients.map((coefficient) => (coefficient * proportion) / substeps);
}
