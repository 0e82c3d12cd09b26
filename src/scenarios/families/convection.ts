/**
 * Convection with a linear part of any order: u_t + b/2 ∇·(u ⊗ u) = sum_j a_j sum_i ∂_i^j u, or with
 * b (u·∇) u where it is not conservative. As many channels as axes.
 */

import type { Stepper } from '../../steppers/index.js';
import { type Attribute, bool, float, floats, type Good, type GoodRange } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { commonAttributes } from '../common-attributes.js';
import type { AttributeValues } from '../declaration.js';
import type { Form } from '../forms.js';
import type { ScenarioClass } from '../row.js';
import { IntegratedScenario, integrationAttributes } from './integration.js';
import { ordersOf, repeated } from './scaled-step-scenario.js';

const ownAttributes = {
  conservative: bool(true, { meaning: 'the conservative form of the convection term' }),
  ...integrationAttributes,
};

type ConvectionAttributes<F extends Form> = typeof commonAttributes &
  F['attributes'] &
  typeof ownAttributes &
  Record<F['linear'], Attribute<readonly number[]>> &
  Record<F['convection'], Attribute<number>>;

/** Convection with any linear part, its coefficients in one tuple. */
export function convectionFamily<F extends Form>(
  form: F,
  linear: readonly number[],
  convection: number,
  good: { readonly linear: Good; readonly convection: GoodRange },
): ScenarioClass<ConvectionAttributes<F>, `${F['prefix']}_conv`> {
  class Convection extends IntegratedScenario {
    static override readonly key = `${form.prefix}_conv`;
    static override readonly family = 'convection';
    static override readonly equation: string = 'u_t + b/2 ∇·(u ⊗ u) = Σ_j a_j Σ_i ∂_i^j u';
    static override readonly behavior: string =
      'steepens to shocks, against which its linear terms work';
    static override readonly attributes = {
      ...BaseScenario.attributes,
      ...form.attributes,
      [form.linear]: floats(linear, undefined, {
        meaning: 'linear coefficients by order',
        good: good.linear,
      }),
      [form.convection]: float(convection, {
        meaning: 'coefficient of the convection term',
        good: good.convection,
      }),
      ...ownAttributes,
    };
    static override readonly channels = ({ num_spatial_dims }: AttributeValues) =>
      num_spatial_dims as number;

    declare readonly conservative: boolean;

    getScenarioName(): string {
      const orders = ordersOf(this.coefficients.linear);
      return `${this.num_spatial_dims}d_${form.prefix}_conv_${orders}`;
    }

    protected override stepperOf(proportion: number): Stepper {
      const { num_substeps: substeps } = this;
      const { linear, convection } = this.coefficients;
      const part = { proportion, substeps };
      return repeated(form.convectionStepper(this, linear, convection, part), substeps);
    }

    private get coefficients(): { linear: readonly number[]; convection: number } {
      const values = this as unknown as Record<string, never>;
      return { linear: values[form.linear]!, convection: values[form.convection]! };
    }
  }
  return Convection as unknown as ScenarioClass<ConvectionAttributes<F>, `${F['prefix']}_conv`>;
}
