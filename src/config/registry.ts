/**
 * Things that config strings, keys and flags name: networks, metrics, scenarios, …. One way to
 * look a name up, to list what there is, to refuse what there is not, and to add to it.
 */

import { check, TEXT } from '../checks.js';
import { UserError, unknownName } from '../errors.js';
import { ConfigReader } from './config-reader.js';

export interface RegistryOptions<T> {
  /** Whether the case of a built-in name counts. */
  readonly exact?: boolean;
  /** Other names of a thing. */
  readonly aliases?: (value: T) => readonly string[];
  /** Whether what a user added is such a thing; by default functions are. */
  readonly isOne?: (value: unknown) => boolean;
}

export class Registry<T> {
  /** What users add, by names of any case; it goes before what is built in under the same name. */
  readonly extensions: Record<string, T> = {};
  readonly #options: RegistryOptions<T>;

  constructor(
    /** What the named things are, for messages: 'network', 'metric'. */
    readonly kind: string,
    readonly builtIn: Record<string, T>,
    options: RegistryOptions<T> = {},
  ) {
    this.#options = options;
  }

  /** All names, those that are built in first. */
  names(): string[] {
    return Object.keys({ ...this.builtIn, ...this.extensions });
  }

  /** What has this name. Throws a UserError where nothing has. */
  get(name: string): T {
    return this.entry(name)[1];
  }

  /**
   * What has this name, and the name as it was registered. Throws a UserError where nothing has,
   * and for an extension that is no such thing.
   */
  entry(name: string): readonly [key: string, value: T] {
    const found = this.find(name);
    const { isOne = (value: unknown) => typeof value === 'function' } = this.#options;
    if (isOne(found[1])) return found;
    throw new UserError(`the extension '${found[0]}' is not what a ${this.kind} should be`);
  }

  private find(name: string): readonly [key: string, value: T] {
    check(`the name of a ${this.kind}`, name, TEXT);
    const { exact = false, aliases } = this.#options;
    const wanted = name.toLowerCase();
    for (const dictionary of [this.extensions, this.builtIn]) {
      if (Object.hasOwn(dictionary, name)) return [name, dictionary[name]!];
      if (exact && dictionary === this.builtIn) break;
      const found = Object.entries(dictionary).find(([key, value]) =>
        [key, ...(aliases?.(value) ?? [])].some((one) => one.toLowerCase() === wanted),
      );
      if (found !== undefined) return found;
    }
    throw unknownName(this.kind, name, this.names());
  }
}

/** For a kind of things that may have fields: one whose config string is its name alone. */
export function withoutFields<T>(kind: string, value: T): (config: string) => T {
  return (config) => {
    const fields = new ConfigReader(kind, config);
    if (fields.length > 1) throw fields.error(1, `${fields.text(0)} takes no parameters`);
    return value;
  };
}
