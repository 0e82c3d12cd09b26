/** The scenarios in groups, and those among them that some words mean. */

import type { ScenarioForm, ScenarioInfo } from '../protocol.js';

export interface ScenarioGroup {
  readonly title: string;
  readonly scenarios: readonly ScenarioInfo[];
}

const FAMILIES: Readonly<Record<string, string>> = {
  linear: 'Linear',
  convection: 'Convection',
  nonlinear: 'Nonlinear',
  reaction: 'Reaction and diffusion',
  flow: 'Flow',
  elliptic: 'Elliptic',
};

export const FORMS: Readonly<Record<ScenarioForm, string>> = {
  difficulty: 'difficulties',
  normalized: 'normalised coefficients',
  physical: 'physical coefficients',
};

const familyOf = ({ family }: ScenarioInfo) => FAMILIES[family] ?? family;

/** By family and by the units of coefficients, in the order of the catalogue. */
export function grouped(scenarios: readonly ScenarioInfo[]): ScenarioGroup[] {
  const families = [...new Set(scenarios.map(familyOf))];
  const forms = Object.keys(FORMS) as ScenarioForm[];
  return families.flatMap((family) =>
    forms.flatMap((form) => {
      const members = scenarios.filter((one) => familyOf(one) === family && one.form === form);
      return members.length === 0
        ? []
        : [{ title: `${family}, ${FORMS[form]}`, scenarios: members }];
    }),
  );
}

/** The scenarios as they stand in groups. */
export const inOrder = (groups: readonly ScenarioGroup[]): ScenarioInfo[] =>
  groups.flatMap(({ scenarios }) => scenarios);

/** `Kuramoto Sivashinsky` of `KuramotoSivashinsky`. */
const inWords = (className: string) => className.replace(/([a-z])(?=[A-Z])/g, '$1 ');

/** What is searched: keys, names, families, forms, what solutions do. */
function wordsOf(scenario: ScenarioInfo): string {
  const { key, className, family, form, behavior } = scenario;
  const all = [
    key,
    className,
    inWords(className),
    family,
    familyOf(scenario),
    FORMS[form],
    behavior,
  ];
  return [...all, form].join(' ').toLowerCase();
}

/** The scenarios in whose words every word of the query occurs. */
export function matching(scenarios: readonly ScenarioInfo[], query: string): ScenarioInfo[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return scenarios.filter((scenario) => {
    const text = wordsOf(scenario);
    return words.every((word) => text.includes(word));
  });
}

/** Which of those found is meant most likely: one that is called so, else the first in the list. */
export function likeliest(found: readonly ScenarioInfo[], query: string): ScenarioInfo | undefined {
  const text = query.trim().toLowerCase();
  const isCalled = ({ key, className }: ScenarioInfo) =>
    key.toLowerCase() === text || className.toLowerCase() === text;
  const begins = ({ key, className }: ScenarioInfo) =>
    key.startsWith(text) || className.toLowerCase().startsWith(text);
  return found.find(isCalled) ?? found.find(begins) ?? found[0];
}

/** What a solution does, as a sentence. */
export const sentenceOf = ({ behavior }: ScenarioInfo): string =>
  `${behavior.charAt(0).toUpperCase()}${behavior.slice(1)}.`;
