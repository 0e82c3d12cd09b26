/** Scenarios, by key and by class. */

import { unknownName } from '../errors.js';
import type { BaseScenario, Overrides } from './base-scenario.js';
import * as difficulty from './difficulty/index.js';

export { type AttributeTable, bool, float, floats, int, text } from './attributes.js';
export { type Awaitable, BaseScenario, type Overrides } from './base-scenario.js';
export type { DataOptions } from './data.js';
export { difficulty };

export type ScenarioClass = new (overrides?: Overrides) => BaseScenario;

/** The scenarios by their keys. Users may add their own. */
export const scenarioDict: Record<string, ScenarioClass> = {
  diff_lin: difficulty.Linear,
  diff_lin_simple: difficulty.LinearSimple,
  diff_adv: difficulty.Advection,
  diff_diff: difficulty.Diffusion,
  diff_adv_diff: difficulty.AdvectionDiffusion,
  diff_disp: difficulty.Dispersion,
  diff_hyp_diff: difficulty.HyperDiffusion,
  diff_four: difficulty.FirstFour,
  diff_burgers: difficulty.Burgers,
};

/** The scenario of a key with some attributes set. Throws a UserError for an unknown key. */
export function makeScenario(key: string, overrides: Overrides = {}): BaseScenario {
  if (!Object.hasOwn(scenarioDict, key)) {
    throw unknownName('scenario', key, Object.keys(scenarioDict));
  }
  return new scenarioDict[key]!(overrides);
}
