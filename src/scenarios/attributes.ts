/**
 * Attributes of scenarios: their types, how a value is read from what a caller, a study file or
 * the command line gives, and how it prints in Python.
 *
 * A value is read strictly: the wrong type, a fraction where a whole number belongs or a number out
 * of range is a UserError. Texts are read as the original's documents spell them: `10_000`,
 * `0,0,1.5` or `(0.0, 0.0, 1.5)`, booleans in any case, a matrix as JSON.
 */

import { check, checkOptions, FINITE, type Rule, type Rules, TEXT } from '../checks.js';
import {
  PyFloat,
  PyTuple,
  type PyValue,
  parsePythonInteger,
  parsePythonNumber,
} from '../config/index.js';

/** What an attribute may hold. */
export type AttributeValue = number | boolean | string | readonly number[] | Matrix;
/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** From the first to the second. */
export type GoodRange = readonly [low: number, high: number];

/**
 * Values with which an attribute makes a sensible benchmark while all others have their defaults:
 * data stays finite, and is not trivial. A range (of a tuple: of each entry), a range for each entry
 * (of a matrix: row by row), or texts to choose from.
 */
export type Good = GoodRange | readonly GoodRange[] | readonly string[];

/** One attribute: its default, and its type as a pair of functions. */
export interface Attribute<T extends AttributeValue = AttributeValue> {
  /** What it is read as. */
  readonly kind: 'number' | 'flag' | 'text' | 'tuple' | 'matrix';
  /** What it is where nothing is said. */
  readonly default: T;
  /** What it is, in words. */
  readonly meaning: string;
  /** Where it is missing, each allowed value is as good. */
  readonly good?: Good;
  /** The value that was meant, or undefined where it is not of this type. */
  read(given: unknown): T | undefined;
  /** What is allowed, for error messages. */
  readonly allowed: string;
  /** A limit that is far beyond what anybody means, said of what is beyond it alone. */
  limitOf?(given: unknown): string;
  /** The value as the original's tables print it. */
  toPython(value: T): PyValue;
}

/** The attributes of a scenario in the order that they print in. */
export type AttributeTable = Readonly<Record<string, Attribute>>;

/** The values of the attributes of a table, by their names. */
export type ValuesOf<A extends AttributeTable> = {
  readonly [K in keyof A]: A[K] extends Attribute<infer T> ? T : never;
};

/** What is said about an attribute. */
export interface About {
  /** What it stands for, in a few words. */
  readonly meaning?: string;
  /** Values with which it makes a sensible benchmark. */
  readonly good?: Good;
}

/** What a number may be. */
export interface Range extends About {
  /** The least that is allowed. */
  readonly min?: number;
  /** The most that is allowed. */
  readonly max?: number;
}

function readNumber(given: unknown): number | undefined {
  const value = typeof given === 'string' ? parsePythonNumber(given) : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
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

function readMatrix(given: unknown): number[][] | undefined {
  if (typeof given === 'string') {
    try {
      return readMatrix(JSON.parse(given.replaceAll('(', '[').replaceAll(')', ']')));
    } catch {
      return undefined;
    }
  }
  if (!Array.isArray(given) || given.length === 0) return undefined;
  const rows = given.map((row) => (Array.isArray(row) ? readNumbers(row) : undefined));
  return rows.every((row) => row?.length === rows.length) ? (rows as number[][]) : undefined;
}

function within(value: number | undefined, { min, max }: Range): value is number {
  if (value === undefined) return false;
  return value >= (min ?? value) && value <= (max ?? value);
}

function rangeText({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min === Number.MIN_VALUE) return ' greater than 0';
  return min === undefined ? '' : `, at least ${min}`;
}

const pyFloats = (values: readonly number[]) => new PyTuple(values.map((x) => new PyFloat(x)));

const GOOD: Rule = { allowed: 'a list of ranges or of texts', fits: Array.isArray };
const ABOUT: Rules = { meaning: TEXT, good: GOOD };
const RANGE: Rules = { ...ABOUT, min: FINITE, max: FINITE };

/** The attribute, if what is said about it and its default are as they may be. */
function declared<T extends AttributeValue>(
  type: string,
  about: About,
  rules: Rules,
  make: () => Attribute<T>,
): Attribute<T> {
  checkOptions(type, about, rules);
  const attribute = make();
  const { kind, allowed, default: value } = attribute;
  const fits = () =>
    (kind === 'text' || typeof value !== 'string') && attribute.read(value) !== undefined;
  check(`the default of ${type}`, value, { allowed, fits });
  return attribute;
}

/** A whole number. */
export function int(value: number, range: Range = {}): Attribute<number> {
  return declared('int', range, RANGE, () => ({
    kind: 'number',
    default: value,
    meaning: range.meaning ?? '',
    good: range.good,
    read(given) {
      const number = typeof given === 'string' ? parsePythonInteger(given) : readNumber(given);
      return Number.isSafeInteger(number) && within(number, range) ? number : undefined;
    },
    allowed: `a whole number${rangeText(range)}`,
    limitOf(given) {
      const number = typeof given === 'string' ? parsePythonInteger(given) : readNumber(given);
      return number !== undefined && Math.abs(number) > Number.MAX_SAFE_INTEGER
        ? ' and less than 2^53 in size'
        : '';
    },
    toPython: (number) => number,
  }));
}

/** A finite number. */
export function float(value: number, range: Range = {}): Attribute<number> {
  return declared('float', range, RANGE, () => ({
    kind: 'number',
    default: value,
    meaning: range.meaning ?? '',
    good: range.good,
    read(given) {
      const number = readNumber(given);
      return within(number, range) ? number : undefined;
    },
    allowed: `a number${rangeText(range)}`,
    toPython: (number) => new PyFloat(number),
  }));
}

/** True or false, in any case. */
export function bool(value: boolean, about: About = {}): Attribute<boolean> {
  return declared('bool', about, ABOUT, () => ({
    kind: 'flag',
    default: value,
    meaning: about.meaning ?? '',
    good: about.good ?? ['true', 'false'],
    read(given) {
      const text = String(given).trim().toLowerCase();
      return text === 'true' ? true : text === 'false' ? false : undefined;
    },
    allowed: 'true or false',
    toPython: (flag) => flag,
  }));
}

/** Any text; what it means is checked where it is used. */
export function text(value: string, about: About = {}): Attribute<string> {
  return declared('text', about, ABOUT, () => ({
    kind: 'text',
    default: value,
    meaning: about.meaning ?? '',
    good: about.good,
    read: (given) => (typeof given === 'string' ? given : undefined),
    allowed: 'a text',
    toPython: (given) => given,
  }));
}

/** A tuple of numbers, of a given length or of any. */
export function floats(
  value: readonly number[],
  length?: number,
  about: About = {},
): Attribute<readonly number[]> {
  return declared('floats', about, ABOUT, () => ({
    kind: 'tuple',
    default: value,
    meaning: about.meaning ?? '',
    good: about.good,
    read(given) {
      const numbers = readNumbers(given);
      return length === undefined || numbers?.length === length ? numbers : undefined;
    },
    allowed: `${length ?? 'one or more'} numbers, separated by commas`,
    toPython: pyFloats,
  }));
}

/** Two numbers, the first below the second. */
export function interval(
  value: readonly [number, number],
  about: About = {},
): Attribute<readonly number[]> {
  const pair = floats(value, 2, about);
  return {
    ...pair,
    read(given) {
      const numbers = pair.read(given);
      return numbers !== undefined && numbers[0]! < numbers[1]! ? numbers : undefined;
    },
    allowed: `${pair.allowed}, the lower one first`,
  };
}

/** A square matrix of numbers: nested lists, or their text. */
export function matrix(value: Matrix, about: About = {}): Attribute<Matrix> {
  return declared('matrix', about, ABOUT, () => ({
    kind: 'matrix',
    default: value,
    meaning: about.meaning ?? '',
    good: about.good,
    read: readMatrix,
    allowed: 'a square matrix of numbers, as [[1, 0], [0, 1]]',
    toPython: (rows) => new PyTuple(rows.map(pyFloats)),
  }));
}
