/** What columns may hold. */

import { isSingle, sizeOf, typeOf } from '../arrays.js';
import { check, DATA, listOf, type Rule, TEXT, textOf } from '../checks.js';
import { PyFloat, PyTuple } from '../config/index.js';
import { clipped, UserError, unknownName } from '../errors.js';
import type { Column } from './column.js';
import { isNdArray } from './nested-list.js';

/** What a table is made of, entry by entry. */
const COLUMN: Rule = {
  allowed: '[name, { type, values }]',
  fits(value) {
    const [name, column] = Array.isArray(value) ? value : [];
    const { type, values } = (column ?? {}) as Partial<Column>;
    return [name, type].every(TEXT.fits) && (Array.isArray(values) || DATA.fits(values));
  },
};

const isFloats = (values: unknown) => isSingle(values) || typeOf(values) === 'Float64Array';

/** What an object is that a column of objects may hold; what is in it is left to who reads it. */
const isObject = (value: unknown) =>
  value === null ||
  Array.isArray(value) ||
  [PyFloat, PyTuple, Map].some((kind) => value instanceof kind);

const TYPES: Readonly<Record<Column['type'], Rule>> = {
  text: { allowed: 'texts', fits: TEXT.fits },
  int: { allowed: 'whole numbers', fits: Number.isInteger },
  float: { allowed: 'a Float32Array or a Float64Array', fits: () => true },
  array: {
    allowed: 'arrays, { data: Float64Array, shape } with as many data as the shape says',
    fits: (value) =>
      isNdArray(value) && isFloats(value.data) && sizeOf(value.shape) === value.data.length,
  },
  object: {
    allowed: 'null, true, false, numbers, texts, PyFloats, PyTuples, lists and Maps',
    fits: (value) =>
      typeof value === 'object'
        ? isObject(value)
        : ['boolean', 'number', 'string'].includes(typeof value),
  },
};

/** Columns that have been looked at, for which once is enough: tables share them. */
const sound = new WeakSet<Column>();

function checkValues(name: string, column: Column): void {
  if (sound.has(column)) return;
  const { type, values } = column;
  if (!Object.hasOwn(TYPES, type)) throw unknownName('type of column', type, Object.keys(TYPES));
  const { allowed, fits } = TYPES[type];
  const what = `column '${clipped(name)}' of type ${type} must hold ${allowed}`;
  if (isFloats(values) !== (type === 'float'))
    throw new UserError(`${what}, not ${textOf(values)}`);
  if (type !== 'float') {
    // `findIndex` comes to holes in a list, too.
    const wrong = (values as readonly unknown[]).findIndex((value) => !fits(value));
    if (wrong >= 0)
      throw new UserError(`${what}, not ${textOf(values[wrong])} in row ${wrong + 1}`);
  }
  sound.add(column);
}

/**
 * The columns that are given, as a list.
 *
 * @throws UserError where they are none, or hold what is not of their type.
 */
export function entriesOf(
  columns: Iterable<readonly [string, Column]>,
): readonly (readonly [string, Column])[] {
  const isIterable = typeof columns?.[Symbol.iterator] === 'function';
  const entries = (isIterable ? [...columns] : columns) as (readonly [string, Column])[];
  check('the columns of a table', entries, listOf(COLUMN));
  for (const [name, column] of entries) checkValues(name, column);
  return entries;
}
