/** Scenarios, by key and by class. */

import { Registry } from '../config/index.js';
import { BaseScenario } from './base-scenario.js';
import { difficulty } from './catalogue.js';
import type { Overrides } from './declaration.js';
import type { ScenarioClass } from './row.js';

export {
  type Attribute,
  type AttributeTable,
  bool,
  float,
  floats,
  int,
  matrix,
  text,
  type ValuesOf,
} from './attributes.js';
export { type Declaration, defaultValues, type Overrides } from './declaration.js';
export { BaseScenario, difficulty, type ScenarioClass };

/** The scenarios by their keys, in the order in which they are listed. */
const builtIn = Object.fromEntries(
  [
    difficulty.Linear,
    difficulty.LinearSimple,
    difficulty.Advection,
    difficulty.Diffusion,
    difficulty.AdvectionDiffusion,
    difficulty.Dispersion,
    difficulty.HyperDiffusion,
    difficulty.FirstFour,
    difficulty.Burgers,
  ].map((Scenario): [string, ScenarioClass] => [Scenario.key, Scenario]),
);

export const scenarios = new Registry<ScenarioClass>('scenario', builtIn, {
  aliases: ({ keyAliases }) => keyAliases ?? [],
  isOne: (value) => typeof value === 'function' && value.prototype instanceof BaseScenario,
});

export const { builtIn: scenarioDict, extensions: scenarioExtensions } = scenarios;

/** The scenario of a key with some attributes set. Throws a UserError for an unknown key. */
export function makeScenario(key: string, overrides: Overrides = {}): BaseScenario {
  return new (scenarios.get(key))(overrides);
}
