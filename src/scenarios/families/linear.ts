/** Linear PDEs: u_t = sum_j a_j sum_i ∂_i^j u, solved exactly, with one channel. */

import type { Stepper } from '../../steppers/index.js';
import { type Attribute, float, floats, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { commonAttributes } from '../common-attributes.js';
import type { AttributeValues } from '../declaration.js';
import type { Form } from '../forms.js';
import type { ScenarioClass } from '../row.js';

const ownAttributes = {
  coarse_proportion: float(0.5, {
    meaning: 'part of the time step that the coarse stepper covers',
  }),
};

type LinearAttributes<F extends Form> = typeof commonAttributes &
  typeof ownAttributes &
  Record<F['linear'], Attribute<readonly number[]>>;

/** The orders of the terms that there are, as they stand in names. */
export function ordersOf(coefficients: readonly number[]): string {
  return coefficients.flatMap((value, order) => (value === 0 ? [] : [order])).join('_');
}

/** Any linear PDE, its coefficients in one tuple. */
export function linearFamily<F extends Form>(
  form: F,
  coefficients: readonly number[],
): ScenarioClass<LinearAttributes<F>> {
  const tuple = floats(coefficients, undefined, { meaning: 'coefficients by order of derivative' });
  class Linear extends BaseScenario {
    static override readonly key = `${form.prefix}_lin`;
    static override readonly className: string = 'Linear';
    static override readonly equation: string = 'u_t = Σ_j a_j Σ_i ∂_i^j u';
    static override readonly attributes = {
      ...BaseScenario.attributes,
      [form.linear]: tuple,
      ...ownAttributes,
    };
    static override readonly channels = () => 1;

    declare readonly coarse_proportion: number;

    getRefStepper(): Stepper {
      return this.stepperOf(1);
    }

    getCoarseStepper(): Stepper {
      return this.stepperOf(this.coarse_proportion);
    }

    getScenarioName(): string {
      const orders = ordersOf(this.coefficients);
      return `${this.num_spatial_dims}d_${form.prefix}_${form.linearName}_${orders}`;
    }

    private get coefficients(): readonly number[] {
      return (this as unknown as Record<string, readonly number[]>)[form.linear]!;
    }

    private stepperOf(proportion: number): Stepper {
      return form.linearStepper(this, this.coefficients, { proportion, substeps: 1 });
    }
  }
  return Linear as unknown as ScenarioClass<LinearAttributes<F>>;
}

/** A linear PDE with a single term: its coefficient, and its order `linear_term_order`. */
export function singleTermFamily<F extends Form, Name extends string>(
  form: F,
  Family: ScenarioClass<LinearAttributes<F>>,
  name: Name,
  coefficient: number,
) {
  const attributes = {
    ...Family.attributes,
    [name]: float(coefficient, { meaning: 'coefficient of the term' }),
    linear_term_order: int(1, { min: 0, max: 32, meaning: 'order of the term' }),
  };
  class LinearSimple extends (Family as ScenarioClass) {
    static override readonly key = `${form.prefix}_lin_simple`;
    static override readonly className = 'LinearSimple';
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
      Record<Name, Attribute<number>> & { readonly linear_term_order: Attribute<number> }
  >;
}
