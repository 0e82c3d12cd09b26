/** The Poisson equation: one "step" goes from a right-hand side to its solution. */

import { UserError } from '../../errors.js';
import { Poisson as PoissonSolver, type Stepper } from '../../steppers/index.js';
import { float, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { AttributeValues } from '../declaration.js';

const must = (name: string, wanted: number) => ({
  [name]: (attributes: AttributeValues) =>
    attributes[name] === wanted ? null : `must be ${wanted}: a solution has no further steps`,
});

/** Δu = -f on a periodic domain: states are right-hand sides, and one step gives the solution. */
export class Poisson extends BaseScenario {
  static override readonly key = 'phy_poisson';
  static override readonly family = 'elliptic';
  static override readonly equation = 'Δu = -f';
  static override readonly behavior = 'one step goes from f to its smooth solution';
  static override readonly attributes = {
    ...BaseScenario.attributes,
    num_warmup_steps: { ...BaseScenario.attributes.num_warmup_steps!, good: [0, 0] as const },
    train_temporal_horizon: int(1, { min: 1, meaning: 'must be 1', good: [1, 1] }),
    test_temporal_horizon: int(1, { min: 1, meaning: 'must be 1', good: [1, 1] }),
    domain_extent: float(10, {
      min: Number.MIN_VALUE,
      meaning: 'length of the domain, L',
      good: [5, 20],
    }),
    order: int(2, {
      min: 2,
      meaning: 'order of the derivative on the left side, even',
      good: ['2', '4'],
    }),
  };
  static override readonly channels = () => 1;
  static override readonly checks = {
    ...must('train_temporal_horizon', 1),
    ...must('test_temporal_horizon', 1),
    ...must('num_warmup_steps', 0),
    order: ({ order }: AttributeValues) =>
      (order as number) % 2 === 0 ? null : `must be even: 2, 4, 6, …, not ${order}`,
  };

  /** Length of the domain, L. */
  declare readonly domain_extent: number;
  /** Order of the derivatives. */
  declare readonly order: number;

  getRefStepper(): Stepper {
    const { num_spatial_dims: dims, num_points: numPoints, domain_extent: domainExtent } = this;
    return new PoissonSolver({ dims, numPoints, domainExtent, order: this.order });
  }

  getCoarseStepper(): Stepper {
    throw new UserError('Poisson has no coarse stepper: its solver is exact');
  }

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_poisson_order${this.order}`;
  }
}
