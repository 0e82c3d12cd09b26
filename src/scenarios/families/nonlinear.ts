/**
 * Scalar PDEs with quadratic terms and a linear part of any order:
 * u_t = b_0 u² + b_1/2 (1·∇)(u²) + b_2/2 |∇u|² + sum_j a_j sum_i ∂_i^j u. One channel.
 */

import type { Stepper } from '../../steppers/index.js';
import { type Attribute, floats, type Good } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { commonAttributes } from '../common-attributes.js';
import type { Form } from '../forms.js';
import type { ScenarioClass } from '../row.js';
import { IntegratedScenario, integrationAttributes } from './integration.js';
import { repeated } from './scaled-step-scenario.js';

type NonlinearAttributes<F extends Form> = typeof commonAttributes &
  F['attributes'] &
  typeof integrationAttributes &
  Record<F['linear'] | F['nonlinear'], Attribute<readonly number[]>>;

/** Any such PDE, its coefficients in two tuples. */
export function nonlinearFamily<F extends Form>(
  form: F,
  linear: readonly number[],
  nonlinear: readonly number[],
  good: { readonly linear: Good; readonly nonlinear: Good },
): ScenarioClass<NonlinearAttributes<F>, `${F['prefix']}_nonlin`> {
  class Nonlinear extends IntegratedScenario {
    static override readonly key = `${form.prefix}_nonlin`;
    static override readonly family = 'nonlinear';
    static override readonly equation: string =
      'u_t = b₀ u² + b₁/2 (1·∇)(u²) + b₂/2 |∇u|² + Σ_j a_j Σ_i ∂_i^j u';
    static override readonly behavior: string =
      'as its terms: moves, decays, reacts, steepens, becomes chaotic';
    static override readonly attributes = {
      ...BaseScenario.attributes,
      ...form.attributes,
      [form.linear]: floats(linear, undefined, {
        meaning: 'linear coefficients by order',
        good: good.linear,
      }),
      [form.nonlinear]: floats(nonlinear, 3, {
        meaning: 'coefficients of u², of its gradient, and of the gradient norm',
        good: good.nonlinear,
      }),
      ...integrationAttributes,
    };
    static override readonly channels = () => 1;

    getScenarioName(): string {
      return `${this.num_spatial_dims}d_${form.prefix}_nonlin`;
    }

    protected override stepperOf(proportion: number): Stepper {
      const { num_substeps: substeps } = this;
      const values = this as unknown as Record<string, readonly number[]>;
      const { [form.linear]: linear, [form.nonlinear]: nonlinear } = values;
      const part = { proportion, substeps };
      return repeated(form.nonlinearStepper(this, linear!, nonlinear!, part), substeps);
    }
  }
  return Nonlinear as unknown as ScenarioClass<NonlinearAttributes<F>, `${F['prefix']}_nonlin`>;
}
