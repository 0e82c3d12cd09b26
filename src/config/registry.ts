/**
 * Things that config strings, keys and flags name: networks, metrics, scenarios, …. One way to
 * look a name up, to list what there is, to refuse what there is not, and to add to it.
 */

import { check, FUNCTION, type Rule, TEXT, textOf } from '../checks.js';
import { UserError, unknownName } from '../errors.js';
import { ConfigReader } from './config-reader.js';
import { Guard } from './guard.js';

/** What a registry says of its things. */
export interface RegistryOptions<T> {
  /** What the dictionary that users add to is called: `archExtensions`. */
  readonly door: string;
  /** The key of entries whose strings name such things. */
  readonly about: string;
  /** Whether the case of a built-in name counts. */
  readonly exact?: boolean;
  /** Other names of a thing. */
  readonly aliases?: (value: T) => readonly string[];
  /** What a thing is; by default a function. */
  readonly entry?: Rule;
  /** What its names are; by default what can stand in a config string. */
  readonly name?: Rule;
  /** What the view of all shows of a thing that a user added; by default the thing. */
  readonly shown?: (value: T, guard: Guard) => T;
}

/** What was found by a name. */
interface Found<T> {
  /** The name as it was registered. */
  readonly key: string;
  readonly value: T;
  /** Whether a user added it. */
  readonly isOwn: boolean;
}

const NAME: Rule = {
  allowed: 'a name without ; and , and blanks around it',
  fits: (name) => typeof name === 'string' && /^[^\s;,]([^;,]*[^\s;,])?$/.test(name),
};

let numAdded = 0;

/** How often something was added to any registry. */
export const countAdded = (): number => numAdded;

/** Things by name: those built in, and those that users add. */
export class Registry<
  T,
  BuiltIn extends Readonly<Record<string, T>> = Readonly<Record<string, T>>,
> {
  /**
   * The dictionary that users add to, by names of any case; what has the name of something that they
   * added before takes its place. Throws a UserError for the name of what is built in, and for what
   * is no such thing.
   */
  readonly extensions: Record<string, T>;
  /** All that can be named. Read-only: throws a UserError that says where one adds. */
  readonly view: BuiltIn;
  private readonly all: Record<string, T>;
  readonly #options: RegistryOptions<T>;

  constructor(
    /** What the named things are, for messages: 'network', 'metric'. */
    readonly kind: string,
    private readonly builtIn: BuiltIn,
    options: RegistryOptions<T>,
  ) {
    this.#options = options;
    // Without a prototype: no name is there that was not put there.
    this.all = Object.assign(Object.create(null), builtIn);
    this.view = this.readOnly() as BuiltIn;
    this.extensions = this.doorOf(Object.create(null));
  }

  /** All names, those that are built in first. */
  names(): string[] {
    return Object.keys(this.all);
  }

  /** What has this name. Throws a UserError where nothing has. */
  get(name: string): T {
    return this.find(name).value;
  }

  /** What has this name, and the name as it was registered. Throws a UserError where nothing has. */
  entry(name: string): readonly [key: string, value: T] {
    const { key, value } = this.find(name);
    return [key, value];
  }

  /** Whether what has this name is something that a user added. Throws a UserError for no name. */
  isOwn(name: string): boolean {
    return this.find(name).isOwn;
  }

  /**
   * What `make` makes of the thing of this name, for which `config` asks. Of a thing that a user
   * added, `guarded` checks what was made and guards what that does later.
   *
   * @throws UserError where nothing has the name, and for what a user's thing throws.
   */
  make<Made>(
    name: string,
    config: string,
    make: (value: T) => Made,
    guarded: (made: Made, guard: Guard) => Made,
  ): Made {
    const { key, value, isOwn } = this.find(name);
    if (!isOwn) return make(value);
    const guard = this.guard(key, config);
    return guarded(
      guard.run(() => make(value)),
      guard,
    );
  }

  private guard(key: string, config: string): Guard {
    return new Guard(this.kind, key, config, this.#options.about);
  }

  private find(name: string): Found<T> {
    check(`the name of a ${this.kind}`, name, TEXT);
    const found = this.builtInOf(name) ?? this.matching(this.extensions, name);
    if (found === undefined) throw unknownName(this.kind, name, this.names());
    return { key: found[0], value: found[1], isOwn: !Object.hasOwn(this.builtIn, found[0]) };
  }

  private builtInOf(name: string): [key: string, value: T] | undefined {
    if (!this.#options.exact) return this.matching(this.builtIn, name);
    return Object.hasOwn(this.builtIn, name) ? [name, this.builtIn[name]!] : undefined;
  }

  /** The entry with this name, whatever its case. */
  private matching(
    dictionary: Readonly<Record<string, T>>,
    name: string,
  ): [key: string, value: T] | undefined {
    const wanted = name.toLowerCase();
    return Object.entries(dictionary).find(([key, value]) =>
      this.namesOf(key, value).some((one) => one.toLowerCase() === wanted),
    );
  }

  private namesOf(key: string, value: T): readonly string[] {
    return [key, ...(this.#options.aliases?.(value) ?? [])];
  }

  private readOnly(): Record<string, T> {
    const refuse = (): never => {
      const { door } = this.#options;
      throw new UserError(`this view of every ${this.kind} is read-only; yours go into ${door}`);
    };
    return new Proxy(this.all, {
      defineProperty: refuse,
      deleteProperty: refuse,
      preventExtensions: refuse,
      setPrototypeOf: refuse,
    });
  }

  private doorOf(own: Record<string, T>): Record<string, T> {
    return new Proxy(own, {
      // An assignment comes here, too.
      defineProperty: (_, key, { value }) => {
        this.add(own, key, value);
        return true;
      },
      deleteProperty: (_, key) => {
        if (Object.hasOwn(own, key)) delete this.all[key as string];
        return Reflect.deleteProperty(own, key);
      },
    });
  }

  private add(own: Record<string, T>, key: string | symbol, value: T): void {
    const { door, name = NAME, entry = FUNCTION, shown = (one: T) => one } = this.#options;
    check(`a key of ${door}`, key, name);
    const added = key as string;
    check(`${door}[${textOf(added)}]`, value, entry);
    const taken = this.namesOf(added, value).find((one) => this.matching(this.builtIn, one));
    if (taken !== undefined) {
      throw new UserError(
        `${door}[${textOf(added)}]: ${textOf(taken)} is the name of a built-in ${this.kind}; ` +
          'give yours another',
      );
    }
    const before = this.matching(own, added)?.[0] ?? added;
    delete own[before];
    delete this.all[before];
    own[added] = value;
    this.all[added] = shown(value, this.guard(added, added));
    numAdded++;
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
