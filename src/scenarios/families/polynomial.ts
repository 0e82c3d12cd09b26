/**
 * Scalar PDEs with a polynomial reaction and a linear part of any order, in physical units:
 * u_t = sum_k c_k u^k + sum_j a_j sum_i ∂_i^j u. One channel.
 */

import { GeneralPolynomialStepper, type Stepper } from '../../steppers/index.js';
import { floats } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import { integrationOf, physicalAttributes, physicalDomain } from '../forms.js';
import { IntegratedScenario, integrationAttributes } from './integration.js';
import { repeated } from './scaled-step-scenario.js';

export class Polynomial extends IntegratedScenario {
  static override readonly key: string = 'phy_poly';
  static override readonly family = 'reaction';
  static override readonly equation: string = 'u_t = Σ_k c_k u^k + Σ_j a_j Σ_i ∂_i^j u';
  static override readonly behavior: string =
    'reacts at each point and spreads; runs to its stable states or grows without bound';
  static override readonly attributes = {
    ...BaseScenario.attributes,
    ...physicalAttributes,
    domain_extent: { ...physicalAttributes.domain_extent, good: [0.5, 2] as const },
    dt: { ...physicalAttributes.dt, default: 0.001, good: [0.0005, 0.01] as const },
    a_coefs: floats([0.02, 0, 4e-6, 0, 0], undefined, {
      meaning: 'linear coefficients by order',
      good: [
        [-5, 5],
        [-10, 10],
        [0, 0.01],
        [-1e-3, 1e-3],
        [-1e-5, 0],
      ],
    }),
    poly_coefs: floats([0, 0, -0.02], undefined, {
      meaning: 'coefficients of 1, u, u², …',
      good: [-2, 2],
    }),
    ...integrationAttributes,
  };
  static override readonly channels = () => 1;

  declare readonly domain_extent: number;
  declare readonly dt: number;
  declare readonly a_coefs: readonly number[];
  declare readonly poly_coefs: readonly number[];

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_poly`;
  }

  protected override stepperOf(proportion: number): Stepper {
    const { num_substeps: substeps } = this;
    const substep = new GeneralPolynomialStepper({
      ...physicalDomain(this, { proportion, substeps }),
      ...integrationOf(this),
      linearCoefficients: this.a_coefs,
      polynomialCoefficients: this.poly_coefs,
    });
    return repeated(substep, substeps);
  }
}
