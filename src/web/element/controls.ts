/** The fields of an `<ape-experiment>` that its reader may change. */

import { clipped, nearest } from '../../errors.js';
import { type FormState, OWN_KEYS } from '../form/form-state.js';
import { updatesOf, withUpdates } from '../form/updates.js';
import type { Choices, ScenarioInfo, StringKind } from '../protocol.js';

export interface Control {
  /** As `controls` names it. */
  readonly name: string;
  readonly label: string;
  /** The key of the entry that it changes, which errors name. */
  readonly key: string;
  readonly value: string;
  /** What may be chosen; null for any text. */
  readonly choices: readonly string[] | null;
  /** Texts that are offered. */
  readonly suggestions: readonly string[];
  readonly isNumber: boolean;
  /** The state with another text in this field. */
  readonly changed: (text: string) => FormState;
}

type OwnKey = (typeof OWN_KEYS)[number];

const LABELS: Readonly<Record<OwnKey, string>> = {
  scenario: 'scenario',
  task: 'task',
  net: 'network',
  train: 'training',
  start_seed: 'first seed',
  num_seeds: 'seeds',
  backend: 'computed on',
  threads: 'threads',
};

const NUMBERS: readonly OwnKey[] = ['start_seed', 'num_seeds', 'threads'];
const OPTIM = 'optim_config';

/** Names that are shorter than the keys that they change. */
const UPDATES = 'updates';
const ALIASES: Readonly<Record<string, OwnKey>> = { seed: 'start_seed' };

const examples = (kinds: readonly StringKind[]) => kinds.map(({ example }) => example);

function suggestionsOf(key: OwnKey, choices: Choices): readonly string[] {
  if (key === 'scenario') return choices.scenarios.map((scenario) => scenario.key);
  if (key === 'net') return examples(choices.nets);
  if (key === 'train') return examples(choices.trainings);
  return key === 'task' ? examples(choices.tasks) : [];
}

/** The control of a name; null where there is no such field. */
function controlOf(
  name: string,
  state: FormState,
  choices: Choices,
  scenario: ScenarioInfo | null,
): Control | null {
  const own = OWN_KEYS.find((key) => key === (ALIASES[name] ?? name));
  if (own !== undefined) {
    return {
      ...{ name, label: LABELS[own], key: own, value: state[own] },
      choices: own === 'backend' ? ['auto', 'wasm', 'webgpu'] : null,
      suggestions: suggestionsOf(own, choices),
      isNumber: NUMBERS.includes(own),
      changed: (text) => ({ ...state, [own]: text }),
    };
  }
  const key = name === UPDATES ? OPTIM : name;
  const info = scenario?.attributes.find((attribute) => attribute.name === key);
  if (info === undefined || info.derivedFrom.length > 0) return null;
  const value = state.attributes.get(key) ?? info.text;
  const set = (text: string) => ({
    ...state,
    attributes: new Map(state.attributes).set(key, text),
  });
  const about = { name, label: name, key, suggestions: [] };
  if (name === UPDATES) {
    const changed = (text: string) => set(withUpdates(value, text));
    return { ...about, value: updatesOf(value), choices: null, isNumber: true, changed };
  }
  const isFlag = info.kind === 'flag';
  return {
    ...about,
    value: isFlag ? value.trim().toLowerCase() : value,
    choices: isFlag ? ['true', 'false'] : null,
    isNumber: info.kind === 'number',
    changed: set,
  };
}

/** The controls of these names, and what is wrong with the names. */
export function controlsOf(
  names: readonly string[],
  state: FormState,
  choices: Choices,
  scenario: ScenarioInfo | null,
): { readonly controls: readonly Control[]; readonly error: string | null } {
  const found = names.map((name) => controlOf(name, state, choices, scenario));
  const controls = found.filter((control) => control !== null);
  const wrong = names[found.indexOf(null)];
  // Where the scenario is wrong, too, that is told.
  if (wrong === undefined || scenario === null) return { controls, error: null };
  const attributes = scenario.attributes.filter(({ derivedFrom }) => derivedFrom.length === 0);
  const general = [...OWN_KEYS, ...Object.keys(ALIASES), UPDATES];
  const meant = nearest(wrong, [...general, ...attributes.map(({ name }) => name)]);
  const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
  const error = `controls: there is no field '${clipped(wrong)}';${hint} there are ${general.join(', ')} and the attributes of ${scenario.key}`;
  return { controls, error };
}
