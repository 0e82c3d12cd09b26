/**
 * What a scenario declares about itself, all of it static, and the values that its attributes take.
 * Whatever lists or checks scenarios reads this and constructs none.
 */

import { check, jsonOf, OBJECT, PLAIN, type Rule, TEXT, TEXTS } from '../checks.js';
import type { PyValue } from '../config/index.js';
import { snakeCase, UserError, unknownName } from '../errors.js';
import type { AttributeTable, AttributeValue } from './attributes.js';

/** Values by the names of attributes. */
export type AttributeValues = Readonly<Record<string, AttributeValue>>;
/** Values of attributes in the place of their defaults. */
export type Overrides = Readonly<Record<string, unknown>>;

/** An attribute that is computed from others and can't be set. */
export interface Derived {
  /** What to set instead. */
  readonly from: readonly string[];
  /** Whether it is computed from nothing: it is declared, has a constant value and no effect. */
  readonly isIdle?: boolean;
  /** How it is computed. */
  readonly value: (attributes: AttributeValues) => AttributeValue;
}

/** The static side of a scenario; `BaseScenario` has the defaults. */
export interface Declaration {
  /** The key under which it is listed, if it is. */
  readonly key: string;
  /** The name that the scenario prints with. */
  readonly className: string;
  /** The equation, as text. */
  readonly equation: string;
  /** Of what kind the equation is, in a word: scenarios of one family are listed together. */
  readonly family: string;
  /** What a solution does. */
  readonly behavior: string;
  /** Attributes in the order of the original's fields; subclasses spread their parent's first. */
  readonly attributes: AttributeTable;
  /** What is computed of attributes, by name. */
  readonly derived: Readonly<Record<string, Derived>>;
  /** The numbers of spatial dimensions in which it exists. */
  readonly dimensions: readonly number[];
  /** The number of channels, where it follows from other attributes. */
  readonly channels: ((attributes: AttributeValues) => number) | null;
  /** What must hold of an attribute beside its kind: what is wrong with its value, or null. */
  readonly checks: Readonly<Record<string, (attributes: AttributeValues) => string | null>>;
  /** Other keys under which it is found. */
  readonly keyAliases: readonly string[];
  /** Other spellings of attributes, each with the attribute that is meant. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** The values of all attributes, and what was set, in the order given, as Python values. */
export interface ReadAttributes {
  readonly values: AttributeValues;
  readonly given: ReadonlyMap<string, PyValue>;
}

const DECLARATION: Rule = {
  allowed: 'the class of one, as scenarioDict holds it',
  fits(value) {
    const { attributes, dimensions } = (value ?? {}) as Partial<Declaration>;
    return OBJECT.fits(attributes) && Array.isArray(dimensions);
  },
};

/** Throws a UserError for what declares no scenario. */
export function checkDeclaration(declaration: Declaration): void {
  check('a scenario', declaration, DECLARATION);
}

/** A `UserError` about an attribute. */
function attributeError(name: string, message: string): UserError {
  const error = new UserError(message);
  error.key = name;
  return error;
}

/**
 * The error for an attribute that a scenario has not. `meant` is what the name means in place of the
 * nearest attribute. The original's README sets an `adv_difficulty`, which has become `advection_gamma`
 * with the other sign.
 */
export function unknownAttribute(
  scenario: string,
  names: readonly string[],
  name: string,
  value: unknown,
  meant?: string,
): UserError {
  check('the attributes that there are', names, TEXTS);
  check('the name of an attribute', name, TEXT);
  const kind = `attribute of ${scenario}`;
  if (snakeCase(name) !== 'adv_difficulty' || !names.includes('advection_gamma')) {
    return unknownName(kind, name, names, meant);
  }
  const number = Number(value);
  const setting = Number.isFinite(number) && value !== '' ? `=${-number}` : '';
  return new UserError(
    `unknown ${kind} '${name}'; advection_gamma${setting} is meant, its negative`,
  );
}

/**
 * The values of all attributes where some are set, under their names or aliases. Throws a UserError
 * with the attribute as its key: a name that there is not, a value of the wrong type or out of
 * range, an attribute that is derived, a number of dimensions or channels that there is not.
 */
export function readAttributes(declaration: Declaration, overrides: Overrides): ReadAttributes {
  const { className, attributes, derived, checks, aliases } = declaration;
  check(`the attributes of ${className}`, overrides, PLAIN);
  const values: Record<string, AttributeValue> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    values[name] = frozen(attribute.default);
  }
  const given = new Map<string, PyValue>();
  for (const [spelling, value] of Object.entries(overrides)) {
    const name = Object.hasOwn(aliases, spelling) ? aliases[spelling]! : spelling;
    if (name !== spelling && overrides[name] !== undefined && value !== undefined) {
      throw attributeError(spelling, `'${spelling}' and '${name}' are one attribute`);
    }
    const attribute = Object.hasOwn(attributes, name) ? attributes[name]! : undefined;
    if (attribute === undefined) {
      const { message } = unknownAttribute(className, Object.keys(attributes), name, value);
      throw attributeError(spelling, message);
    }
    if (Object.hasOwn(derived, name)) {
      const { from, isIdle } = derived[name]!;
      const why = isIdle === true ? 'has no effect' : 'is computed';
      throw attributeError(
        spelling,
        `attribute '${name}' of ${className} ${why}; set ${from.join(', ')} instead`,
      );
    }
    if (value === undefined) continue;
    const read = attribute.read(value);
    if (read === undefined) {
      const limit = attribute.limitOf?.(value) ?? '';
      throw attributeError(
        spelling,
        `attribute '${name}' must be ${attribute.allowed}${limit}, not ${jsonOf(value)}`,
      );
    }
    values[name] = frozen(read);
    given.set(name, attribute.toPython(read));
  }
  decideGrid(declaration, values, given.has('num_channels'));
  for (const [name, { value }] of Object.entries(derived)) values[name] = frozen(value(values));
  for (const [name, check] of Object.entries(checks)) {
    const wrong = check(values);
    if (wrong !== null) {
      throw attributeError(name, `attribute '${name}' of ${className} ${wrong}`);
    }
  }
  return { values, given };
}

/** A value that nobody changes any more. */
function frozen(value: AttributeValue): AttributeValue {
  if (!Array.isArray(value)) return value;
  value.forEach(frozen);
  return Object.freeze(value);
}

/** Checks the number of dimensions, and sets that of channels where the scenario decides it. */
function decideGrid(
  { className, dimensions, channels }: Declaration,
  values: Record<string, AttributeValue>,
  channelsAreSet: boolean,
): void {
  const dims = values.num_spatial_dims as number;
  if (!dimensions.includes(dims)) {
    const allowed = dimensions.map((d) => `${d}D`).join(' and ');
    const cure = dimensions.join(' or ');
    throw attributeError(
      'num_spatial_dims',
      `${className} exists in ${allowed} only; num_spatial_dims is ${dims}, set it to ${cure}`,
    );
  }
  const decided = channels?.(values) ?? values.num_channels!;
  if (channelsAreSet && values.num_channels !== decided) {
    throw attributeError(
      'num_channels',
      `${className} in ${dims}D has num_channels ${decided}, not ${values.num_channels}`,
    );
  }
  values.num_channels = decided;
}

/** The values of all attributes where none is set, in the first dimension that takes them. */
export function defaultValues(declaration: Declaration): AttributeValues {
  checkDeclaration(declaration);
  let refused: unknown;
  for (const num_spatial_dims of [undefined, ...declaration.dimensions]) {
    try {
      return readAttributes(declaration, { num_spatial_dims }).values;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused = error;
    }
  }
  throw refused;
}

/** All attributes by name, in order, as Python values. */
export function attributesToPython(
  { attributes }: Declaration,
  values: AttributeValues,
): Map<string, PyValue> {
  return new Map(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      attribute.toPython(values[name] as never),
    ]),
  );
}

/**
 * A proxy's traps for what would change an attribute: an assignment, a class field of its name, a
 * deletion.
 */
export function refuseAttributes({ className, attributes }: Declaration): ProxyHandler<object> {
  const refuse = (name: string | symbol) => {
    if (typeof name !== 'string' || !Object.hasOwn(attributes, name)) return;
    throw new UserError(
      `attribute '${name}' of ${className} is read-only: its value goes to the constructor, ` +
        `its default into 'static attributes'; a class field '${name}' would wipe it ` +
        "(in TypeScript write 'declare' before it)",
    );
  };
  return {
    defineProperty(scenario, name, descriptor) {
      refuse(name);
      return Reflect.defineProperty(scenario, name, descriptor);
    },
    deleteProperty(scenario, name) {
      refuse(name);
      return Reflect.deleteProperty(scenario, name);
    },
  };
}

/** Throws a UserError where a class has a method or an accessor with the name of an attribute. */
export function refuseMembers({ className, attributes }: Declaration, scenario: object): void {
  for (const name of Object.keys(attributes)) {
    if (name in scenario) {
      throw attributeError(
        name,
        `attribute '${name}' of ${className} has the name of a method or accessor of the class`,
      );
    }
  }
}
