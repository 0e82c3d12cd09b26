/**
 * Convection with a linear part of any order: u_t + b/2 ∇·(u ⊗ u) = sum_j a_j sum_i ∂_i^j u, or
 * with b (u·∇) u where it is not conservative. As many channels as axes.
 */

import { RepeatedStepper, type Stepper } from '../../steppers/index.js';
import { type Attribute, bool, float, floats, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { commonAttributes } from '../common-attributes.js';
import type { AttributeValues } from '../declaration.js';
import type { Form } from '../forms.js';
import type { ScenarioClass } from '../row.js';
import { ordersOf } from './linear.js';

const ownAttributes = {
  conservative: bool(true, { meaning: 'the conservative form of the convection term' }),
  num_substeps: int(1, { min: 1, meaning: 'solver steps in a time step' }),
  coarse_proportion: float(0.5, {
    meaning: 'part of the time step that the coarse stepper covers',
  }),
  order: int(2, { min: 0, max: 4, meaning: 'order of the ETDRK scheme' }),
  dealiasing_fraction: float(2 / 3, { min: 0, meaning: 'part of the modes that products keep' }),
  num_circle_points: int(16, { min: 1, meaning: 'points of the contour integrals' }),
  circle_radius: float(1, { meaning: 'radius of the contour integrals' }),
};

type ConvectionAttributes<F extends Form> = typeof commonAttributes &
  typeof ownAttributes &
  Record<F['linear'], Attribute<readonly number[]>> &
  Record<F['convection'], Attribute<number>>;

/** Convection with any linear part, its coefficients in one tuple. */
export function convectionFamily<F extends Form>(
  form: F,
  linear: readonly number[],
  convection: number,
): ScenarioClass<ConvectionAttributes<F>> {
  const tuple = floats(linear, undefined, { meaning: 'coefficients by order of derivative' });
  class Convection extends BaseScenario {
    static override readonly key = `${form.prefix}_conv`;
    static override readonly className: string = 'Convection';
    static override readonly equation: string = 'u_t + b/2 ∇·(u ⊗ u) = Σ_j a_j Σ_i ∂_i^j u';
    static override readonly attributes = {
      ...BaseScenario.attributes,
      [form.linear]: tuple,
      [form.convection]: float(convection, { meaning: 'coefficient of the convection term' }),
      ...ownAttributes,
    };
    static override readonly channels = ({ num_spatial_dims }: AttributeValues) =>
      num_spatial_dims as number;

    declare readonly conservative: boolean;
    declare readonly num_substeps: number;
    declare readonly coarse_proportion: number;
    declare readonly order: number;
    declare readonly dealiasing_fraction: number;
    declare readonly num_circle_points: number;
    declare readonly circle_radius: number;

    getRefStepper(): Stepper {
      return this.stepperOf(1);
    }

    getCoarseStepper(): Stepper {
      return this.stepperOf(this.coarse_proportion);
    }

    getScenarioName(): string {
      const orders = ordersOf(this.coefficients.linear);
      return `${this.num_spatial_dims}d_${form.prefix}_conv_${orders}`;
    }

    private get coefficients(): { linear: readonly number[]; convection: number } {
      const values = this as unknown as Record<string, never>;
      return { linear: values[form.linear]!, convection: values[form.convection]! };
    }

    private stepperOf(proportion: number): Stepper {
      const { num_substeps: substeps } = this;
      const { linear, convection } = this.coefficients;
      const substep = form.convectionStepper(this, linear, convection, { proportion, substeps });
      return substeps === 1 ? substep : new RepeatedStepper(substep, substeps);
    }
  }
  return Convection as unknown as ScenarioClass<ConvectionAttributes<F>>;
}
