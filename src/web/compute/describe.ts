/** What there is to choose from: scenarios with their attributes, and what this machine offers. */

import { adapterInfo, availableThreads } from '../../backends/index.js';
import { str } from '../../config/python-literal.js';
import { archExtensions, architectureDict, architectureNames } from '../../nets/registry.js';
import { DataScenario } from '../../scenarios/data-scenario.js';
import { type BaseScenario, scenarioDict } from '../../scenarios/index.js';
import { VERSION } from '../../version.js';
import type { AttributeInfo, Choices, Machine, ScenarioInfo } from '../protocol.js';

function attributesOf(scenario: BaseScenario): AttributeInfo[] {
  const { attributes, derived } = scenario.constructor as typeof DataScenario;
  return [...scenario.toPython()].map(([name, value]) => {
    const type = typeof attributes[name]!.default;
    return {
      name,
      text: str(value),
      kind: type === 'number' ? 'number' : type === 'boolean' ? 'flag' : 'text',
      allowed: attributes[name]!.allowed,
      derivedFrom: derived[name] ?? [],
    };
  });
}

/** What a scenario adds, what all have, what can't be set. */
function inOrder(attributes: AttributeInfo[]): AttributeInfo[] {
  const place = ({ name, derivedFrom }: AttributeInfo) => {
    if (derivedFrom.length > 0) return 2;
    return Object.hasOwn(DataScenario.attributes, name) ? 1 : 0;
  };
  return attributes.sort((a, b) => place(a) - place(b));
}

export function describeScenarios(): ScenarioInfo[] {
  return Object.entries(scenarioDict).map(([key, Scenario]) => {
    const { className } = Scenario as unknown as typeof DataScenario;
    return { key, className, attributes: inOrder(attributesOf(new Scenario())) };
  });
}

export function describeChoices(): Choices {
  const nets = architectureNames().map((name) => {
    const { fields } = archExtensions[name] ?? architectureDict[name]!;
    return { name, fields };
  });
  return { scenarios: describeScenarios(), nets };
}

export async function describeMachine(): Promise<Machine> {
  return {
    version: VERSION,
    threads: availableThreads(),
    isolated: globalThis.crossOriginIsolated === true,
    gpu: await adapterInfo(),
  };
}
