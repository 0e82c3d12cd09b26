/**
 * Checks of what code of users' own hands to the library: values, objects of options, arrays. Each
 * throws a UserError of one line that says what was given and what is allowed.
 */

import { type NdArray, type Numbers, sizeOf, typeOf } from './arrays.js';
import { clipped, UserError, unknownName } from './errors.js';

/** What a value may be, in words and as a test. */
export interface Rule {
  /** What is allowed, as a message says it: `a whole number from 1 on`. */
  readonly allowed: string;
  /** Whether a value is allowed. */
  readonly fits: (value: unknown) => boolean;
  /** Whether an option may not be left out. */
  readonly required?: boolean;
}

/** Rules by the names of options. */
export type Rules = Readonly<Record<string, Rule>>;

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);
const areFinite = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(isFiniteNumber);

export const FINITE: Rule = { allowed: 'a finite number', fits: isFiniteNumber };
export const FLAG: Rule = {
  allowed: 'true or false',
  fits: (value) => typeof value === 'boolean',
};
export const NUMBERS: Rule = { allowed: 'a list of finite numbers', fits: areFinite };

const numberThat = (allowed: string, fits: (value: number) => boolean): Rule => ({
  allowed,
  fits: (value) => isFiniteNumber(value) && fits(value),
});
export const POSITIVE = numberThat('a finite number > 0', (value) => value > 0);
export const NOT_NEGATIVE = numberThat('a finite number, 0 or more', (value) => value >= 0);
/** Seconds between two times; with Infinity there is no second. */
export const PERIOD: Rule = {
  allowed: 'a number, 0 or more',
  fits: (value) => typeof value === 'number' && value >= 0,
};
export const FRACTION = numberThat('a number from 0 to 1', (value) => value >= 0 && value <= 1);
export const wholeFrom = (least: number, most = Number.POSITIVE_INFINITY): Rule =>
  numberThat(
    `a whole number from ${least} ${most === Number.POSITIVE_INFINITY ? 'on' : `to ${most}`}`,
    (value) => Number.isSafeInteger(value) && value >= least && value <= most,
  );

/** How many there are of something that can't be missing. */
export const COUNT = wholeFrom(1);

/** Two numbers, the second not below the first, which is above `above`. */
export const range = (allowed = 'low <= high', above = Number.NEGATIVE_INFINITY): Rule => ({
  allowed: `[low, high], two finite numbers with ${allowed}`,
  fits: (value) =>
    areFinite(value) && value.length === 2 && value[0]! > above && value[0]! <= value[1]!,
});

export const oneOf = (...values: readonly (string | number)[]): Rule => ({
  allowed: values
    .map(textOf)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1'),
  fits: (value) => values.includes(value as string),
});

export const orNull = ({ allowed, fits }: Rule): Rule => ({
  allowed: `${allowed}, or null`,
  fits: (value) => value === null || fits(value),
});

export const listOf = ({ allowed, fits }: Rule): Rule => ({
  allowed: `a list, each ${allowed}`,
  fits: (value) => Array.isArray(value) && value.every(fits),
});

export const required = (rule: Rule): Rule => ({ ...rule, required: true });

/** The numbers of axes that space may have. */
export const DIMS = oneOf(1, 2, 3);

export const OBJECT: Rule = {
  allowed: 'an object',
  fits: (value) => typeof value === 'object' && value !== null,
};
/** Of options or fields by their names; lists, Maps, promises and dates have none, and are refused. */
export const PLAIN: Rule = {
  allowed: 'an object',
  fits: (value) => OBJECT.fits(value) && ['Object', 'Module'].includes(tagOf(value)),
};
export const FUNCTION: Rule = {
  allowed: 'a function',
  fits: (value) => typeof value === 'function',
};
export const WHOLE: Rule = { allowed: 'a whole number', fits: Number.isSafeInteger };
export const TEXTS: Rule = {
  allowed: 'a list of texts',
  fits: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
};
/** The name of a column, or the names of several. */
export const NAMES: Rule = {
  allowed: 'a text or a list of texts',
  fits: (value) => typeof value === 'string' || TEXTS.fits(value),
};
export const SOME_NAMES: Rule = {
  allowed: `${NAMES.allowed}, at least one`,
  fits: (value) => NAMES.fits(value) && (value as string[]).length > 0,
};
export const TEXT: Rule = { allowed: 'a text', fits: (value) => typeof value === 'string' };
/** Of what is checked where it is used, with more to say. */
export const LATER: Rule = { allowed: 'looked at where it is used', fits: () => true };

const isNumbers = (value: unknown): boolean =>
  ['Float64Array', 'Float32Array', 'Int32Array'].includes(typeOf(value)!);
/** Numbers without a shape. */
export const DATA: Rule = {
  allowed: 'a Float64Array, a Float32Array or an Int32Array',
  fits: isNumbers,
};

/** The contents of a file. */
export const BYTES: Rule = {
  allowed: 'its bytes, a Uint8Array',
  fits: (value) => typeOf(value) === 'Uint8Array',
};

/** What an object says that it is: `Map`, `Promise`, `Date`, in any realm. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Whether a value is a promise, in any realm. */
export const isPromise = (value: unknown): value is Promise<unknown> => tagOf(value) === 'Promise';

/** So many parts of a list are quoted. */
const LONGEST_LIST = 20;

/**
 * A value as a message quotes it that refuses it. Nobody waits for a promise that was refused: so that
 * it does not end the process, that it fails is taken for known.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return `'${clipped(value)}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    const shown = value.slice(0, LONGEST_LIST).map(textOf);
    return clipped(`[${[...shown, ...(value.length > LONGEST_LIST ? ['…'] : [])].join(', ')}]`);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (isPromise(value)) Promise.resolve(value).catch(() => {});
  const type = typeOf(value) ?? tagOf(value);
  return type === 'Object' ? 'an object' : `${/^[AIU]/.test(type) ? 'an' : 'a'} ${type}`;
}

const numberWithoutJson = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isFinite(value);

/** A value as a message quotes it that speaks of JSON. */
export function jsonOf(value: unknown): string {
  // JSON has no such number, and would make null of it.
  const named = (_: string, part: unknown) => (numberWithoutJson(part) ? String(part) : part);
  if (numberWithoutJson(value)) return String(value);
  try {
    return clipped(JSON.stringify(value, named) ?? String(value));
  } catch {
    return typeof value === 'object' ? 'an object that is no JSON' : clipped(String(value));
  }
}

/** @throws UserError where the value is not what its rule allows. */
export function check(what: string, value: unknown, { allowed, fits }: Rule): void {
  if (!fits(value)) throw new UserError(`${what} must be ${allowed}, not ${textOf(value)}`);
}

/** @throws UserError where one of the named values is not what the rule allows. */
export function checkEach(values: Readonly<Record<string, unknown>>, rule: Rule): void {
  for (const [name, value] of Object.entries(values)) check(name, value, rule);
}

/**
 * Options as an object, each under a name that has a rule, and as its rule allows. `meantBy` knows
 * of names that others have.
 *
 * @throws UserError with the nearest name for one that has none.
 */
export function checkOptions(
  kind: string,
  options: unknown,
  rules: Rules,
  meantBy: (name: string) => string | undefined = () => undefined,
): void {
  const names = Object.keys(rules);
  if (!PLAIN.fits(options)) {
    const known = names.join(', ');
    throw new UserError(`${kind} options must be an object of ${known}, not ${textOf(options)}`);
  }
  for (const name in options as object) {
    if (!Object.hasOwn(rules, name))
      throw unknownName(`${kind} option`, name, names, meantBy(name));
  }
  checkFields(kind, options as object, rules);
}

/** Those of the options that have a rule: what one of several readers of them may be given. */
export function pick<T extends object>(options: T, rules: Rules): T {
  const known = Object.entries(options).filter(([name]) => Object.hasOwn(rules, name));
  return Object.fromEntries(known) as T;
}

/** What rules say of the fields of an object, which may have others. */
export function checkFields(what: string, object: object, rules: Rules): void {
  check(what, object, PLAIN);
  for (const [name, rule] of Object.entries(rules)) {
    const value = (object as Record<string, unknown>)[name];
    if (value !== undefined || rule.required) check(name, value, rule);
  }
}

/**
 * @throws UserError where something is no array, has an axis shorter than `least`, or not as many
 * data as its shape says.
 */
export function checkNdArray(what: string, array: NdArray<Numbers>, least = 1): void {
  const extent = wholeFrom(least);
  check(what, array, {
    allowed: '{ data: Float64Array, shape: [extents of its axes] }',
    fits: () => typeof array?.data === 'object' && Array.isArray(array.shape),
  });
  check(`the data of ${what}`, array.data, DATA);
  check(`the shape of ${what}`, array.shape, {
    allowed: `a list, each ${extent.allowed}`,
    fits: () => array.shape.every(extent.fits),
  });
  const { data, shape } = array;
  if (data.length === sizeOf(shape)) return;
  throw new UserError(
    `${what}: the shape [${shape.join(', ')}] takes ${sizeOf(shape)} numbers, ` +
      `not the ${data.length} of data`,
  );
}

const MEMORY_LIMIT = 4 * 1024 * 1024 * 1024;
const BYTES_PER_NUMBER = 8;

/**
 * Throws a UserError with the number of bytes if an array of this shape, which the host keeps in
 * float64, is larger than 4 GiB.
 */
export function requireMemory(what: string, shape: readonly number[]): void {
  const bytes = BYTES_PER_NUMBER * sizeOf(shape);
  if (bytes <= MEMORY_LIMIT) return;
  const error = new UserError(
    `${what} would take ${bytes.toLocaleString('en-US')} bytes (shape ${shape.join(' x ')}); ` +
      `at most ${MEMORY_LIMIT.toLocaleString('en-US')} are available`,
  );
  error.memory = { bytes, most: MEMORY_LIMIT };
  throw error;
}
