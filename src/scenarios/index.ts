/** Scenarios, by key and by class. */

import { Registry } from '../config/index.js';
import { guardClass, guardScenario } from '../experiment/index.js';
import { BaseScenario } from './base-scenario.js';
import { difficulty } from './catalogue/difficulty.js';
import { normalized } from './catalogue/normalized.js';
import { physical as rows } from './catalogue/physical.js';
import type { Overrides } from './declaration.js';
import type { ScenarioClass } from './row.js';
import * as special from './special/index.js';

export type { About, AttributeValue, Matrix, Range } from './attributes.js';
export {
  type Attribute,
  type AttributeTable,
  bool,
  float,
  floats,
  type Good,
  type GoodRange,
  int,
  matrix,
  text,
  type ValuesOf,
} from './attributes.js';
export type { AttributeValues, Derived } from './declaration.js';
export {
  type Declaration,
  defaultValues,
  type Overrides,
  unknownAttribute,
} from './declaration.js';
export {
  type AttributeDescription,
  describeAttributes,
  describeChannels,
  goodText,
} from './describe.js';
export type { IntegratedScenario } from './families/integration.js';
export type { ScaledStepScenario } from './families/scaled-step-scenario.js';
export type { WholeScenario } from './row.js';
export type { FlowScenario } from './special/flow.js';
export type * from './special/index.js';
export type { AxisScenario } from './special/linear.js';
export type { GrayScottScenario, ReactionScenario } from './special/reaction.js';
export { BaseScenario, difficulty, normalized, type ScenarioClass };

/** Scenarios in the physical form, those that are no rows of the catalogue too. */
export const physical = { ...rows, ...special };

// Bundles for pages shorten the names of classes.
for (const [name, Scenario] of [difficulty, normalized, physical].flatMap(Object.entries<object>)) {
  Object.defineProperty(Scenario, 'name', { value: name });
}

/** Classes by their keys. */
type ByKey<C> = {
  [N in keyof C as C[N] extends { readonly key: infer K extends string } ? K : never]: C[N];
};

function byKey<C extends Readonly<Record<string, ScenarioClass>>>(classes: C): ByKey<C> {
  const entries = Object.values(classes).map((Scenario) => [Scenario.key, Scenario]);
  return Object.fromEntries(entries) as ByKey<C>;
}

/** In the order in which they are listed. */
const builtIn = {
  ...byKey(difficulty),
  ...byKey(normalized),
  ...byKey(physical),
};

/** Looks scenarios up by their keys. */
export const scenarios = new Registry<ScenarioClass, typeof builtIn>('scenario', builtIn, {
  door: 'scenarioExtensions',
  about: 'scenario',
  aliases: ({ keyAliases }) => keyAliases ?? [],
  shown: guardClass,
  entry: {
    allowed: 'a subclass of BaseScenario',
    fits: (value) => typeof value === 'function' && value.prototype instanceof BaseScenario,
  },
});

export const {
  /** All scenarios by key: built in, and of one's own. It is read-only. */
  view: scenarioDict,
  /** Scenarios of one's own, by key. */
  extensions: scenarioExtensions,
} = scenarios;

/** The scenario of a key with some attributes set. Throws a UserError for an unknown key. */
export function makeScenario(key: string, overrides: Overrides = {}): BaseScenario {
  return scenarios.make(key, key, (Scenario) => new Scenario(overrides), guardScenario);
}
