/** What scenarios with a nonlinear term have in common: substeps, and how it is integrated. */

import { float, int } from '../attributes.js';
import { coarseAttributes, ScaledStepScenario } from './scaled-step-scenario.js';

export const substeps = int(1, { min: 1, meaning: 'solver steps in a time step', good: [1, 10] });

export const integrationAttributes = {
  num_substeps: substeps,
  ...coarseAttributes,
  order: int(2, { min: 0, max: 4, meaning: 'order of the ETDRK scheme', good: [2, 4] }),
  dealiasing_fraction: float(2 / 3, {
    min: 0,
    max: 1,
    meaning: 'part of the modes that products keep',
    good: [0.5, 2 / 3],
  }),
  num_circle_points: int(16, {
    min: 1,
    meaning: 'points of the contour integrals',
    good: [16, 64],
  }),
  circle_radius: float(1, {
    min: Number.MIN_VALUE,
    meaning: 'radius of the contour integrals',
    good: [0.5, 2],
  }),
};

/** A scenario whose solver is an ETDRK method: the attributes of the method, and of its products. */
export abstract class IntegratedScenario extends ScaledStepScenario {
  /** Steps of the solver in a time step. */
  declare readonly num_substeps: number;
  /** Order of the ETDRK method. */
  declare readonly order: number;
  /** Part of the modes that products keep. */
  declare readonly dealiasing_fraction: number;
  /** Points of the contour integrals of the coefficients. */
  declare readonly num_circle_points: number;
  /** Radius of the contour integrals of the coefficients. */
  declare readonly circle_radius: number;
}
