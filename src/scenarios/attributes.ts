/**
 * Attributes of scenarios: their types, how a value is read from what a caller, a study file or
 * the command line gives, and how it prints in Python.
 *
 * A value is read strictly: the wrong type, a fraction where a whole number belongs or a number out
 * of range is a UserError. Texts are read as the original's documents spell them: `10_000`,
 * `0,0,1.5` or `(0.0, 0.0, 1.5)`, booleans in any case, a matrix as JSON.
 */

import { PyFloat, PyTuple, type PyValue } from '../config/python-literal.js';
import { UserError } from '../errors.js';

export type AttributeValue = number | boolean | string | readonly number[] | Matrix;
type Matrix = readonly (readonly number[])[];

/** One attribute: its default, and its type as a pair of functions. */
export interface Attribute<T extends AttributeValue = AttributeValue> {
  readonly default: T;
  /** The value that was meant, or undefined where it is not of this type. */
  read(given: unknown): T | undefined;
  /** What is allowed, for error messages. */
  readonly allowed: string;
  toPython(value: T): PyValue;
}

/** The attributes of a scenario in the order that they print in. */
export type AttributeTable = Readonly<Record<string, Attribute>>;

interface Range {
  min?: number;
  max?: number;
}

const NUMBER = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/i;

function readNumber(given: unknown): number | undefined {
  if (typeof given === 'number') return Number.isFinite(given) ? given : undefined;
  if (typeof given !== 'string' || !NUMBER.test(given.trim())) return undefined;
  const value = Number(given.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

function readNumbers(given: unknown): number[] | undefined {
  if (typeof given === 'string') {
    const inner = /^\s*[[(](.*)[\])]\s*$/s.exec(given)?.[1] ?? given;
    const items = inner.split(',');
    if (items.length > 1 && items[items.length - 1]!.trim() === '') items.pop();
    return readNumbers(items);
  }
  if (!Array.isArray(given) || given.length === 0) return undefined;
  const numbers = given.map(readNumber);
  return numbers.includes(undefined) ? undefined : (numbers as number[]);
}

function within(value: number, { min, max }: Range): boolean {
  return value >= (min ?? value) && value <= (max ?? value);
}

function rangeText({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  return min === undefined ? '' : `, at least ${min}`;
}

const pyFloats = (values: readonly number[]) => new PyTuple(values.map((x) => new PyFloat(x)));

/** A whole number. */
export function int(value: number, range: Range = {}): Attribute<number> {
  return {
    default: value,
    read(given) {
      const number = readNumber(given);
      if (typeof given === 'string' && !/^[+-]?[\d_]+$/.test(given.trim())) return undefined;
      return Number.isSafeInteger(number) && within(number!, range) ? number : undefined;
    },
    allowed: `a whole number${rangeText(range)}`,
    toPython: (number) => number,
  };
}

/** A finite number. */
export function float(value: number, range: Range = {}): Attribute<number> {
  return {
    default: value,
    read(given) {
      const number = readNumber(given);
      return number !== undefined && within(number, range) ? number : undefined;
    },
    allowed: `a number${rangeText(range)}`,
    toPython: (number) => new PyFloat(number),
  };
}

/** True or false, in any case. */
export function bool(value: boolean): Attribute<boolean> {
  return {
    default: value,
    read(given) {
      const text = String(given).trim().toLowerCase();
      return text === 'true' ? true : text === 'false' ? false : undefined;
    },
    allowed: 'true or false',
    toPython: (flag) => flag,
  };
}

/** Any text; what it means is checked where it is used. */
export function text(value: string): Attribute<string> {
  return {
    default: value,
    read: (given) => (typeof given === 'string' ? given : undefined),
    allowed: 'a text',
    toPython: (given) => given,
  };
}

/** A tuple of numbers, of a given length or of any. */
export function floats(value: readonly number[], length?: number): Attribute<readonly number[]> {
  return {
    default: value,
    read(given) {
      const numbers = readNumbers(given);
      return length === undefined || numbers?.length === length ? numbers : undefined;
    },
    allowed: `${length ?? 'one or more'} numbers, separated by commas`,
    toPython: pyFloats,
  };
}

/** The values of all attributes: the defaults, and the overrides read by the attributes' types. */
export function readAttributes(
  table: AttributeTable,
  overrides: Readonly<Record<string, unknown>>,
): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  for (const [name, attribute] of Object.entries(table)) {
    if (overrides[name] === undefined) {
      values[name] = attribute.default;
      continue;
    }
    const value = attribute.read(overrides[name]);
    if (value === undefined) {
      const given = JSON.stringify(overrides[name]) ?? String(overrides[name]);
      throw new UserError(`attribute '${name}' must be ${attribute.allowed}, not ${given}`);
    }
    values[name] = value;
  }
  return values;
}
