/**
 * Columns as other programs store them: what Parquet and Arrow have in common.
 *
 * | column  | stored as                                                                       |
 * |---------|---------------------------------------------------------------------------------|
 * | text    | UTF-8                                                                           |
 * | int     | int64                                                                           |
 * | float   | float32 or float64, as the column is; NaN is NaN                                |
 * | array   | struct of `data` (a list of float32 or float64) and `shape` (a list of int32)   |
 * | object  | UTF-8, Python literals as `repr` prints them, null without a value; the names   |
 * |         | of these columns stand in the metadata under `apebench.objects`, as JSON        |
 */

import { type Floats, isSingle, type NdArray, sizeOf } from '../arrays.js';
import { wholeFrom } from '../checks.js';
import { type PyValue, parseJson, parsePython, repr } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import type { Column } from './column.js';

/** The key of the metadata, and its value for these columns. */
export const OBJECTS = 'apebench.objects';
export function objectNames(columns: readonly (readonly [string, Column])[]): string {
  return JSON.stringify(columns.filter(([, { type }]) => type === 'object').map(([name]) => name));
}

/** Those names back. */
export function readObjectNames(text: string | undefined): ReadonlySet<unknown> {
  const names = text === undefined ? [] : parseJson(text);
  if (!Array.isArray(names)) throw new UserError(`${OBJECTS} in its metadata is no list`);
  return new Set(names);
}

/** What a file says its values are. */
export type Kind = 'null' | 'bool' | 'text' | 'int' | 'float32' | 'float64' | 'array32' | 'array64';

/** Of lists of lists of such values, or of a struct with `data` and `shape`. */
export function listKind(name: string, of: Kind): Kind {
  if (of === 'float32' || of === 'array32') return 'array32';
  if (of === 'float64' || of === 'array64' || of === 'int') return 'array64';
  throw unreadable(name, `lists of ${of}`);
}

export function unreadable(name: string, type: string): UserError {
  return new UserError(
    `column '${clipped(name)}' holds ${type}; allowed: text, whole numbers, float32, float64, ` +
      'true and false, lists of numbers, and structs of data and shape',
  );
}

/** Runs what a library reads; what it throws becomes a UserError. */
export async function reading<T>(format: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`not a whole ${format} file: ${clipped((error as Error).message, 200)}`);
  }
}

/** The whole numbers of a column. Throws a `UserError` for one that float64 does not have exactly. */
export function bigInts(name: string, values: readonly number[]): BigInt64Array {
  const exact = wholeFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const wrong = values.find((value) => !exact.fits(value));
  if (wrong === undefined) return BigInt64Array.from(values, BigInt);
  throw new UserError(`column '${clipped(name)}' of whole numbers holds ${wrong}`);
}

/** The cells of an object column. */
export function literals(values: readonly PyValue[]): (string | null)[] {
  return values.map((value) => (value === null ? null : repr(value)));
}

/** Whether all arrays of a column have single precision. */
export function areSingle(values: readonly NdArray<Floats>[]): boolean {
  return values.every(({ data }) => isSingle(data));
}

/** A column from its values; null where there is none. Throws a `UserError` that names it. */
export function storedColumn(
  name: string,
  kind: Kind,
  values: readonly unknown[],
  isObject: boolean,
): Column {
  switch (kind) {
    case 'null':
    case 'bool':
      requireType('boolean', values);
      return { type: 'object', values: values as PyValue[] };
    case 'text':
      requireType('string', values);
      if (isObject) return { type: 'object', values: values.map((text) => literal(name, text)) };
      return { type: values.includes(null) ? 'object' : 'text', values } as Column;
    case 'int': {
      const numbers = values.map((value) => wholeNumber(name, value));
      if (!values.includes(null)) return { type: 'int', values: numbers };
      return { type: 'float', values: Float64Array.from(numbers) };
    }
    case 'float32':
      return { type: 'float', values: Float32Array.from(values, floatOf) };
    case 'float64':
      return { type: 'float', values: Float64Array.from(values, floatOf) };
    case 'array32':
    case 'array64':
      return { type: 'array', values: values.map((cell) => arrayOf(name, cell, kind)) };
    default:
      return kind satisfies never;
  }
}

/** Values of damaged files are missing, or of another type. */
function requireType(type: 'boolean' | 'string', values: readonly unknown[]): void {
  const wrong = values.findIndex((value) => value !== null && typeof value !== type);
  if (wrong >= 0) throw new Error(`${typeof values[wrong]} in the place of ${type}`);
}

function literal(name: string, text: unknown): PyValue {
  if (text === null) return null;
  try {
    return parsePython(text as string);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`column '${clipped(name)}': ${error.message}`);
  }
}

/** NaN for null. */
function wholeNumber(name: string, value: unknown): number {
  const number = floatOf(value);
  if (value === null || Number.isSafeInteger(number)) return number;
  throw new UserError(
    `column '${clipped(name)}' holds ${value}, which a number of JavaScript does not have exactly`,
  );
}

/** A number; NaN for null. */
function floatOf(value: unknown): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new Error(`${typeof value} in the place of a number`);
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || ArrayBuffer.isView(value);

/** A cell of `{ data, shape }`, or of lists of lists, which must be equally long. */
function arrayOf(name: string, cell: unknown, kind: 'array32' | 'array64'): NdArray<Floats> {
  const floats = (values: ArrayLike<unknown>): Floats =>
    kind === 'array32' ? Float32Array.from(values, floatOf) : Float64Array.from(values, floatOf);
  if (isList(cell)) {
    const shape: number[] = [];
    for (let at: unknown = cell; isList(at); at = at[0]) shape.push(at.length);
    const flat: unknown[] = [];
    if (flattened(cell, shape, flat)) return { data: floats(flat), shape };
    throw new UserError(`column '${clipped(name)}' holds lists that are not equally long`);
  }
  const { data, shape } = (cell ?? {}) as { data: unknown; shape: unknown };
  if (isList(data) && isList(shape)) {
    const extents = Array.from(shape, floatOf);
    if (extents.every(wholeFrom(0).fits) && sizeOf(extents) === data.length) {
      return { data: floats(data), shape: extents };
    }
  }
  throw new UserError(`column '${clipped(name)}' holds a cell that is no array`);
}

/** Adds the items of lists of lists; false where these have not the shape. */
function flattened(value: unknown, [extent, ...rest]: readonly number[], all: unknown[]): boolean {
  if (extent === undefined) return all.push(value) > 0;
  if (!isList(value) || value.length !== extent) return false;
  return Array.from(value).every((item) => flattened(item, rest, all));
}
