/** `--engine-option K=V`: what an engine is told, by name. */

import { clipped, UserError } from '../errors.js';

/** Values by names, in the order given; one without a value has none. */
export type EngineOptions = ReadonlyMap<string, string | undefined>;

const NAME = /^[a-z][a-z0-9-]+$/;

/** Reads `K=V` or `K`. Throws a `UserError` for what is no name, and for one that stands twice. */
export function readEngineOptions(given: string | readonly string[] | undefined): EngineOptions {
  const options = new Map<string, string | undefined>();
  for (const word of given === undefined ? [] : [given].flat()) {
    const cut = word.indexOf('=');
    const name = cut < 0 ? word : word.slice(0, cut);
    if (!NAME.test(name)) {
      throw new UserError(
        `--engine-option wants NAME=VALUE, the name in full and in lower case, not '${clipped(word)}'`,
      );
    }
    if (options.has(name)) throw new UserError(`--engine-option gives '${clipped(name)}' twice`);
    options.set(name, cut < 0 ? undefined : word.slice(cut + 1));
  }
  return options;
}

/** A whole number, at least 1; undefined where the option is not given. */
export function countOption(options: EngineOptions, name: string): number | undefined {
  if (!options.has(name)) return undefined;
  const text = options.get(name) ?? '';
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UserError(
    `--engine-option ${name} must be a whole number, at least 1, not '${clipped(text)}'`,
  );
}
