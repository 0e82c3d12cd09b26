/** The commands that step a painted state in Node. */

import type { FormState } from '../form/form-state.js';
import type { Finished } from '../protocol.js';
import { option } from '../share/share-texts.js';

export const STATE_FILE = 'painted.npy';

const predict = (steps: number, out: string, ...own: string[]) =>
  [
    ...['npx apebench predict', ...own, option('input', STATE_FILE)],
    ...[option('steps', String(steps)), option('out', out), option('backend', 'wasm')],
  ].join(' ');

/** By the reference solver of what a form says. */
export function solverCommand({ scenario, attributes }: FormState, steps: number): string {
  const set = [...attributes].map(([name, text]) => option('set', `${name}=${text}`));
  return predict(steps, 'reference.npy', '--solver', option('scenario', scenario), ...set);
}

/** By the first seed's network of a run, whose file of weights says all else. */
export function networkCommand(
  { name, seeds }: Pick<Finished, 'name' | 'seeds'>,
  steps: number,
): string {
  const seed = seeds.length > 1 ? [option('seed', String(seeds[0]))] : [];
  return predict(steps, 'prediction.npy', option('weights', `${name}.safetensors`), ...seed);
}
