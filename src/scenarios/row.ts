/** From a row of the catalogue to a class: a family's, with names for some of its coefficients. */

import type { Awaitable } from '../experiment/index.js';
import type { Stepper } from '../steppers/index.js';
import type { Attribute, AttributeTable, ValuesOf } from './attributes.js';
import type { BaseScenario } from './base-scenario.js';
import type { AttributeValues, Declaration, Overrides } from './declaration.js';

/** A scenario that can be made: it has its solvers and its name. */
interface WholeScenario extends BaseScenario {
  getRefStepper(): Awaitable<Stepper>;
  getCoarseStepper(): Awaitable<Stepper>;
  getScenarioName(): Awaitable<string>;
}

/** A class of scenarios that has the attributes of a table beside the common ones. */
export type ScenarioClass<A extends AttributeTable = Record<never, never>> = Declaration & {
  new (overrides?: Overrides): WholeScenario & ValuesOf<A>;
  readonly attributes: A;
};

/** A coefficient with a name of its own: an attribute, and the entry of a tuple that it gives. */
export interface Coefficient {
  readonly of: string;
  readonly index: number;
  readonly attribute: Attribute<number>;
}

type Coefficients = Readonly<Record<string, Coefficient>>;
type Named<C extends Coefficients> = { readonly [K in keyof C]: Attribute<number> };

interface Row<C extends Coefficients> {
  readonly key: string;
  readonly className: string;
  readonly equation: string;
  readonly coefficients: C;
  /** Lengths of tuples, where they are not those of the family's defaults. */
  readonly lengths?: Readonly<Record<string, number>>;
}

/** The class of a row; its name is the key with the number of dimensions before it. */
export function row<A extends AttributeTable, C extends Coefficients>(
  Family: ScenarioClass<A>,
  { key, className, equation, coefficients, lengths = {} }: Row<C>,
): ScenarioClass<A & Named<C>> {
  const own = Object.entries(coefficients);
  const tuples = new Set(own.map(([, { of }]) => of));
  const derivedOf = (tuple: string) => {
    const entries = own.filter(([, { of }]) => of === tuple);
    const length = lengths[tuple] ?? (Family.attributes[tuple]!.default as number[]).length;
    return {
      from: entries.map(([name]) => name),
      value: (values: AttributeValues) => {
        const result = new Array<number>(length).fill(0);
        for (const [name, { index }] of entries) result[index] = values[name] as number;
        return result;
      },
    };
  };
  const named = Object.fromEntries(own.map(([name, { attribute }]) => [name, attribute]));
  class Scenario extends (Family as ScenarioClass) {
    static override readonly key = key;
    static override readonly className = className;
    static override readonly equation = equation;
    static override readonly attributes = { ...Family.attributes, ...named };
    static override readonly derived = Object.fromEntries(
      [...tuples].map((name) => [name, derivedOf(name)]),
    );

    override getScenarioName(): string {
      return `${this.num_spatial_dims}d_${key}`;
    }
  }
  return Scenario as unknown as ScenarioClass<A & Named<C>>;
}
