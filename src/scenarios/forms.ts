/** Forms: in which units the coefficients of a PDE are, and the steppers that take them. */

import type { CommonAttributes } from '../experiment/index.js';
import {
  DifficultyConvectionStepper,
  DifficultyLinearStepper,
  type SpectralStepper,
} from '../steppers/index.js';

/** How a nonlinear term is integrated. */
export interface IntegrationAttributes {
  readonly conservative: boolean;
  /** Order of the ETDRK scheme. */
  readonly order: number;
  readonly dealiasing_fraction: number;
  readonly num_circle_points: number;
  readonly circle_radius: number;
}

/** The part of a time step that a stepper covers: `proportion` of it, in `substeps` equal parts. */
export interface Part {
  readonly proportion: number;
  readonly substeps: number;
}

export interface Form {
  /** How names of scenarios begin. */
  readonly prefix: string;
  /** What `prefix_…` the general linear scenario goes by. */
  readonly linearName: string;
  /** The attribute with the coefficients of the linear terms, by their orders. */
  readonly linear: string;
  /** The attribute with the coefficient of the convection term. */
  readonly convection: string;
  linearStepper(scenario: CommonAttributes, linear: readonly number[], part: Part): SpectralStepper;
  convectionStepper(
    scenario: CommonAttributes & IntegrationAttributes,
    linear: readonly number[],
    convection: number,
    part: Part,
  ): SpectralStepper;
}

/**
 * Difficulties: gamma_j = alpha_j N^j 2^(j-1) D, where alpha_j is the normalized coefficient of the
 * j-th derivative; how hard a step is on the grid. Substeps divide all of them.
 */
export const difficulty = {
  prefix: 'diff',
  linearName: 'linear',
  linear: 'gammas',
  convection: 'convection_delta',
  linearStepper({ num_spatial_dims: dims, num_points: numPoints }, gammas, part) {
    const linearDifficulties = gammas.map((gamma) => scaled(gamma, part));
    return new DifficultyLinearStepper({ dims, numPoints, linearDifficulties });
  },
  /** `convection_delta` is minus the difficulty of the convection term. */
  convectionStepper(scenario, gammas, delta, part) {
    return new DifficultyConvectionStepper({
      dims: scenario.num_spatial_dims,
      numPoints: scenario.num_points,
      linearDifficulties: gammas.map((gamma) => scaled(gamma, part)),
      convectionDifficulty: scaled(-delta, part),
      conservative: scenario.conservative,
      order: scenario.order,
      dealiasingFraction: scenario.dealiasing_fraction,
      numCirclePoints: scenario.num_circle_points,
      circleRadius: scenario.circle_radius,
    });
  },
} as const satisfies Form;

const scaled = (coefficient: number, { proportion, substeps }: Part) =>
  (coefficient * proportion) / substeps;
