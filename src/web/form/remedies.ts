/** What mends an entry, as a change of the form. */

import type { Remedy } from '../../errors.js';
import { type FormState, OWN_KEYS } from './form-state.js';

const isOwn = (key: string) => OWN_KEYS.some((own) => own === key);

/** The state with the value that mends it. */
export function remedied(state: FormState, { key, value }: Remedy): Partial<FormState> {
  const text = String(value);
  if (isOwn(key)) return { [key]: text };
  return { attributes: new Map([...state.attributes, [key, text]]) };
}

const LABELS: Readonly<Record<string, string>> = {
  net: 'network',
  train: 'training',
  num_seeds: 'seeds',
};

export const nameOfKey = (key: string): string => LABELS[key] ?? key;
