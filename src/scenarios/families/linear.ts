/** Linear PDEs: u_t = sum_j a_j sum_i ∂_i^j u, solved exactly, with one channel. */

import type { Stepper } from '../../steppers/index.js';
import { type Attribute, float, floats, type Good, type GoodRange, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { commonAttributes } from '../common-attributes.js';
import type { AttributeValues } from '../declaration.js';
import type { Form } from '../forms.js';
import type { ScenarioClass } from '../row.js';
import { coarseAttributes, ordersOf, ScaledStepScenario } from './scaled-step-scenario.js';

type LinearAttributes<F extends Form> = typeof commonAttributes &
  F['attributes'] &
  typeof coarseAttributes &
  Record<F['linear'], Attribute<readonly number[]>>;

/** Any linear PDE, its coefficients in one tuple. */
export function linearFamily<F extends Form>(
  form: F,
  coefficients: readonly number[],
  good: Good,
): ScenarioClass<LinearAttributes<F>, `${F['prefix']}_lin`> {
  class Linear extends ScaledStepScenario {
    static override readonly key = `${form.prefix}_lin`;
    static override readonly family = 'linear';
    static override readonly equation: string = 'u_t = Σ_j a_j Σ_i ∂_i^j u';
    static override readonly behavior: string =
      'each wave moves (odd orders) and decays or grows (even orders) by itself';
    static override readonly attributes = {
      ...BaseScenario.attributes,
      ...form.attributes,
      [form.linear]: floats(coefficients, undefined, { meaning: 'coefficients by order', good }),
      ...coarseAttributes,
    };
    static override readonly channels = () => 1;

    getScenarioName(): string {
      const orders = ordersOf(this.coefficients);
      return `${this.num_spatial_dims}d_${form.prefix}_${form.linearName}_${orders}`;
    }

    protected override stepperOf(proportion: number): Stepper {
      return form.linearStepper(this, this.coefficients, { proportion, substeps: 1 });
    }

    private get coefficients(): readonly number[] {
      return (this as unknown as Record<string, readonly number[]>)[form.linear]!;
    }
  }
  return Linear as unknown as ScenarioClass<LinearAttributes<F>, `${F['prefix']}_lin`>;
}

/**
 * A linear PDE with a single term: its coefficient, and its order `linear_term_order`, with the orders
 * for which the default coefficient is good.
 */
export function singleTermFamily<F extends Form, Name extends string>(
  form: F,
  Family: ScenarioClass<LinearAttributes<F>>,
  name: Name,
  coefficient: number,
  good: { readonly coefficient: GoodRange; readonly orders: readonly string[] },
) {
  const attributes = {
    ...Family.attributes,
    [name]: float(coefficient, { meaning: 'coefficient of the term', good: good.coefficient }),
    linear_term_order: int(1, { min: 0, max: 32, meaning: 'order of the term', good: good.orders }),
  };
  class LinearSimple extends (Family as ScenarioClass) {
    static override readonly key = `${form.prefix}_lin_simple`;
    static override readonly attributes = attributes;
    static override readonly derived = {
      [form.linear]: {
        from: [name, 'linear_term_order'],
        value: (values: AttributeValues) => [
          ...new Array<number>(values.linear_term_order as number).fill(0),
          values[name] as number,
        ],
      },
    };
  }
  return LinearSimple as unknown as ScenarioClass<
    LinearAttributes<F> &
      Record<Name, Attribute<number>> & { readonly linear_term_order: Attribute<number> },
    `${F['prefix']}_lin_simple`
  >;
}
