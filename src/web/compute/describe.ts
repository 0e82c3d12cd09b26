/** What there is to choose from: scenarios with their attributes, and what this machine offers. */

import { adapterAdvice, adapterInfo, availableThreads } from '../../backends/index.js';
import { type Description, describe, str } from '../../config/index.js';
import { describeTask, type TaskDescription, tasks } from '../../experiment/index.js';
import {
  type ArchitectureDescription,
  activations,
  architectures,
  describeArchitecture,
} from '../../nets/index.js';
import {
  BaseScenario,
  type Declaration,
  describeAttributes,
  difficulty,
  normalized,
  scenarios,
} from '../../scenarios/index.js';
import { methodologies, namedLosses } from '../../training/index.js';
import { VERSION } from '../../version.js';
import type {
  AttributeInfo,
  Choices,
  Machine,
  ScenarioForm,
  ScenarioInfo,
  StringKind,
} from '../protocol.js';

const DIMS = 'num_spatial_dims';

/** `1`, `2 or 3`, `1, 2 or 3`. */
const oneOf = (numbers: readonly number[]) => numbers.join(', ').replace(/, (?=\d+$)/, ' or ');

function attributesOf(declaration: Declaration): AttributeInfo[] {
  return describeAttributes(declaration).map(
    ({ name, kind, meaning, allowed, derivedFrom, isIdle, ...rest }) => ({
      name,
      meaning,
      text: str(rest.default),
      isPreset: name === DIMS && rest.default !== declaration.attributes[name]!.default,
      kind: kind === 'number' || kind === 'flag' ? kind : 'text',
      allowed: name === DIMS ? oneOf(declaration.dimensions) : allowed,
      derivedFrom,
      isIdle,
    }),
  );
}

/** What a scenario adds, what all have, what can't be set. */
function inOrder(attributes: AttributeInfo[]): AttributeInfo[] {
  const place = ({ name, derivedFrom }: AttributeInfo) => {
    if (derivedFrom.length > 0) return 2;
    return Object.hasOwn(BaseScenario.attributes, name) ? 1 : 0;
  };
  return attributes.sort((a, b) => place(a) - place(b));
}

/** What has a form of its own is in the units of its equation. */
function formOf(declaration: Declaration): ScenarioForm {
  const isIn = (classes: object) => Object.values(classes).includes(declaration);
  return isIn(difficulty) ? 'difficulty' : isIn(normalized) ? 'normalized' : 'physical';
}

/** The scenarios, from what they declare; none is made. */
export function describeScenarios(): ScenarioInfo[] {
  return scenarios.names().map((key) => {
    const declaration = scenarios.get(key);
    const { className, equation, behavior, family, dimensions } = declaration;
    return {
      key,
      aliases: declaration.keyAliases,
      className,
      equation,
      behavior,
      family,
      form: formOf(declaration),
      dimensions,
      attributes: inOrder(attributesOf(declaration)),
    };
  });
}

/** Those whose string is a name alone. */
const lossNames = () =>
  namedLosses.names().filter((name) => namedLosses.get(name).fields === undefined);

type Described = ArchitectureDescription | TaskDescription | Description;

/** What a field may be, null for a number. */
function allowedOf(field: Described['fields'][number]): readonly string[] | null {
  switch (field.kind) {
    case 'count':
    case 'number':
    case 'string':
      return null;
    case 'flag':
      return ['false', 'true'];
    case 'activation':
      return activations.names();
    case 'choice':
      return field.allowed;
    case 'loss':
      return lossNames();
  }
}

/** What is not of use in a form, which lists by itself what is allowed. */
const withoutCommands = (meaning: string) => meaning.replace(/; see `[^`]*`$/, '');

function kindOf({ name, meaning, example, fields }: Described): StringKind {
  const infos = fields.map((field) => ({
    name: field.name,
    meaning: field.kind === 'activation' ? '' : withoutCommands(field.meaning),
    allowed: allowedOf(field),
    default: String(field.default),
    optional: field.optional,
  }));
  return { name, meaning, example, fields: infos };
}

export function describeChoices(): Choices {
  const net = (name: string) => describeArchitecture(name, architectures.get(name));
  return {
    scenarios: describeScenarios(),
    nets: architectures.names().map((name) => kindOf(net(name))),
    trainings: methodologies.names().map((name) => kindOf(describe(name, methodologies.get(name)))),
    tasks: tasks.names().map((name) => kindOf(describeTask(name))),
  };
}

export async function describeMachine(): Promise<Machine> {
  return {
    version: VERSION,
    threads: availableThreads(),
    isolated: globalThis.crossOriginIsolated === true,
    gpu: await adapterInfo(),
    gpuAdvice: await adapterAdvice(),
  };
}
