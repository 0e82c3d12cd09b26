/** The commands that step a painted state in Node. */

import type { FormState } from '../form/form-state.js';
import type { Finished } from '../protocol.js';

export const STATE_FILE = 'painted.npy';

/** A word as a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const shellLine = (...words: string[]) => ['npx', 'apebench', ...words].map(quoted).join(' ');

const rest = (steps: number, out: string) => [
  ...['--input', STATE_FILE, '--steps', String(steps)],
  ...['--out', out, '--backend', 'wasm'],
];

/** By the reference solver of what a form says. */
export function solverCommand({ scenario, attributes }: FormState, steps: number): string {
  const set = [...attributes].flatMap(([name, text]) => ['--set', `${name}=${text}`]);
  const words = ['predict', '--solver', '--scenario', scenario, ...set];
  return shellLine(...words, ...rest(steps, 'reference.npy'));
}

/** By the first seed's network of a run, whose file of weights says all else. */
export function networkCommand(
  { name, seeds }: Pick<Finished, 'name' | 'seeds'>,
  steps: number,
): string {
  const seed = seeds.length > 1 ? ['--seed', String(seeds[0])] : [];
  const words = ['predict', '--weights', `${name}.safetensors`, ...seed];
  return shellLine(...words, ...rest(steps, 'prediction.npy'));
}
