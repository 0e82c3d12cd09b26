/**
 * Changes of a state's attributes. The order in which they were set is part of an experiment, and so
 * of its address: what is changed keeps its place, what is set first comes last.
 */

import type { AttributeInfo, ScenarioInfo } from '../protocol.js';
import type { FormState } from './form-state.js';

export const DIMS = 'num_spatial_dims';
export const OPTIM = 'optim_config';

type Attributes = FormState['attributes'];

/** Whether an attribute can be set. */
export const isFree = ({ derivedFrom }: AttributeInfo) => derivedFrom.length === 0;

export function attributeOf(scenario: ScenarioInfo, name: string): AttributeInfo | undefined {
  return scenario.attributes.find((attribute) => attribute.name === name);
}

/** What an attribute is: as it was set, else its default. */
export function textOf(attributes: Attributes, { name, text }: AttributeInfo): string {
  return attributes.get(name) ?? text;
}

/** An attribute is set as long as it differs from its default. */
export function withAttribute(
  attributes: Attributes,
  { name, text, isPreset }: AttributeInfo,
  value: string,
): Attributes {
  const changed = new Map(attributes);
  if (value === text && !isPreset) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

/** Without what the scenario has not or computes by itself. */
export function knownTo(scenario: ScenarioInfo, attributes: Attributes): Attributes {
  const free = new Set(scenario.attributes.filter(isFree).map(({ name }) => name));
  return new Map([...attributes].filter(([name]) => free.has(name)));
}

/** With what must be set for the scenario to be valid. */
export function completed(scenario: ScenarioInfo, attributes: Attributes): Attributes {
  const missing = scenario.attributes.filter(
    ({ name, isPreset }) => isPreset && !attributes.has(name),
  );
  return new Map([...attributes, ...missing.map(({ name, text }) => [name, text] as const)]);
}

/**
 * What is kept when one goes to another scenario: what that has too, but for a number of dimensions
 * in which it does not exist.
 */
export function carriedTo(scenario: ScenarioInfo, attributes: Attributes): Attributes {
  const kept = new Map(knownTo(scenario, attributes));
  if (!scenario.dimensions.includes(Number(kept.get(DIMS)))) kept.delete(DIMS);
  return completed(scenario, kept);
}
