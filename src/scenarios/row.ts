/** From a row of the catalogue to a class: a family's, with names for some of its coefficients. */

import type { Awaitable } from '../experiment/index.js';
import type { Stepper } from '../steppers/index.js';
import {
  type Attribute,
  type AttributeTable,
  type AttributeValue,
  float,
  type Good,
  type ValuesOf,
} from './attributes.js';
import type { BaseScenario } from './base-scenario.js';
import type { Declaration, Derived, Overrides } from './declaration.js';

/** A scenario that can be made: it has its solvers and its name. */
export interface WholeScenario extends BaseScenario {
  getRefStepper(): Awaitable<Stepper>;
  getCoarseStepper(): Awaitable<Stepper>;
  getScenarioName(): Awaitable<string>;
}

/** A class of scenarios that has the attributes of a table beside the common ones. */
export type ScenarioClass<
  A extends AttributeTable = Record<never, never>,
  Key extends string = string,
> = Declaration & {
  new (overrides?: Overrides): WholeScenario & ValuesOf<A>;
  readonly key: Key;
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

/** An attribute that the original declares and that has no effect: its value, what to set instead. */
interface Idle {
  readonly value: number;
  readonly instead: string;
}

interface Row<C extends Coefficients, Key extends string> {
  readonly key: Key;
  readonly equation: string;
  readonly behavior: string;
  /** Of what kind the equation is, where that is not what its family is. */
  readonly family?: string;
  readonly coefficients: C;
  /** What the scenario is called, where that is not its key. */
  readonly name?: string;
  /** Lengths of tuples, where they are not those of the family's defaults. */
  readonly lengths?: Readonly<Record<string, number>>;
  /** Defaults of the family's attributes, where they are others. */
  readonly defaults?: Readonly<Record<string, AttributeValue>>;
  /** Good values of the family's attributes, where they are others. */
  readonly good?: Readonly<Record<string, Good>>;
  readonly idle?: Readonly<Record<string, Idle>>;
  readonly dimensions?: readonly number[];
  readonly keyAliases?: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
}

/** The class of a row; its name is the key with the number of dimensions before it. */
export function row<A extends AttributeTable, C extends Coefficients, Key extends string>(
  Family: ScenarioClass<A>,
  given: Row<C, Key>,
): ScenarioClass<A & Named<C>, Key> {
  const { key, equation, behavior, coefficients, name = key, lengths = {} } = given;
  const own = Object.entries(coefficients);
  const derivedOf = (tuple: string): Derived => {
    const entries = own.filter(([, { of }]) => of === tuple);
    const length = lengths[tuple] ?? (Family.attributes[tuple]!.default as number[]).length;
    return {
      from: entries.map(([coefficient]) => coefficient),
      value: (values) => {
        const result = new Array<number>(length).fill(0);
        for (const [coefficient, { index }] of entries) {
          result[index] = values[coefficient] as number;
        }
        return result;
      },
    };
  };
  const idle = Object.entries(given.idle ?? {});
  const attributes: Record<string, Attribute> = {
    ...Family.attributes,
    ...Object.fromEntries(
      idle.map(([attribute, { value }]) => [attribute, float(value, { meaning: 'has no effect' })]),
    ),
    ...Object.fromEntries(own.map(([coefficient, { attribute }]) => [coefficient, attribute])),
  };
  for (const [attribute, value] of Object.entries(given.defaults ?? {})) {
    attributes[attribute] = { ...attributes[attribute]!, default: value };
  }
  for (const [attribute, good] of Object.entries(given.good ?? {})) {
    attributes[attribute] = { ...attributes[attribute]!, good };
  }
  const derived: Record<string, Derived> = {};
  for (const [, { of }] of own) derived[of] ??= derivedOf(of);
  for (const [attribute, { value, instead }] of idle) {
    derived[attribute] = { from: [instead], isIdle: true, value: () => value };
  }
  class Scenario extends (Family as ScenarioClass) {
    static override readonly key = key;
    static override readonly equation = equation;
    static override readonly family = given.family ?? Family.family;
    static override readonly behavior = behavior;
    static override readonly attributes = attributes;
    static override readonly derived = derived;
    static override readonly dimensions = given.dimensions ?? Family.dimensions;
    static override readonly keyAliases = given.keyAliases ?? [];
    static override readonly aliases = given.aliases ?? {};

    override getScenarioName(): string {
      return `${this.num_spatial_dims}d_${name}`;
    }
  }
  return Scenario as unknown as ScenarioClass<A & Named<C>, Key>;
}

/** Good values of chaotic scenarios: the attractor is reached. */
export const chaoticGood = { num_warmup_steps: [200, 1000] } as const;

/** Defaults of chaotic scenarios: states on the attractor, in a range of values. */
export const chaotic = (range: number) => ({
  num_warmup_steps: 500,
  vlim: [-range, range],
  report_metrics: 'mean_nRMSE,mean_correlation',
});
