/** The columns of tables, and their cells as text. */

import { type Floats, isSingle, type NdArray } from '../arrays.js';
import {
  float32Text,
  float64Text,
  type PlainValue,
  type PyValue,
  parseNumberText,
  str,
} from '../config/index.js';
import { clipped, UserError, unknownName } from '../errors.js';
import type { Field } from './csv.js';
import { nestedList, nestedListPieces, parseNestedList } from './nested-list.js';

/** The values of a column, one for each row. */
export type Column =
  | { readonly type: 'text'; readonly values: readonly string[] }
  | { readonly type: 'int'; readonly values: readonly number[] }
  | { readonly type: 'float'; readonly values: Float32Array | Float64Array }
  | { readonly type: 'array'; readonly values: readonly NdArray<Floats>[] }
  | { readonly type: 'object'; readonly values: readonly PyValue[] };

/** What a row has in a column. */
export type Cell = NdArray<Floats> | PlainValue;
/** Cells by the names of columns. */
export type Row = Record<string, Cell>;

/** Throws a `UserError` if two columns have one name. */
export function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new UserError(`two columns of the table are called '${clipped(name)}'`);
    }
    seen.add(name);
  }
}

/** Throws a `UserError` if a table has a column that the first has not. */
export function checkSameNames([first = [], ...others]: readonly (readonly string[])[]): void {
  const known = new Set(first);
  for (const [i, names] of others.entries()) {
    const lone = names.find((name) => !known.has(name));
    if (lone === undefined) continue;
    throw new UserError(
      `table ${i + 2} of those to put together has a column '${clipped(lone)}', which table 1 has not`,
    );
  }
}

/** A cell as CSV shows it. */
export function cellText(column: Column, row: number): string {
  switch (column.type) {
    case 'text':
      return column.values[row]!;
    case 'int':
      return String(column.values[row]!);
    case 'float': {
      const value = column.values[row]!;
      if (Number.isNaN(value)) return '';
      return isSingle(column.values) ? float32Text(value) : float64Text(value);
    }
    case 'array':
      return nestedList(column.values[row]!);
    case 'object': {
      const value = column.values[row]!;
      return value === null ? '' : str(value);
    }
    default:
      return column satisfies never;
  }
}

/** Arrays of more numbers than these are read and written in pieces. */
const SHORT_ARRAY = 1000;

/** The same, in pieces where it is long. */
export function cellField(column: Column, row: number): Field {
  if (column.type !== 'array' || column.values[row]!.data.length <= SHORT_ARRAY) {
    return cellText(column, row);
  }
  return nestedListPieces(column.values[row]!);
}

/** A field of CSV; an array, where it was too long to be kept as text. */
export type ReadField = string | NdArray<Floats>;

/** A column of fields; its type is what all of them look like. All empty is all NaN. */
export function typedColumn(name: string, fields: readonly ReadField[]): Column {
  const texts = fields.filter((field) => typeof field === 'string');
  if (texts.length < fields.length) {
    return { type: 'array', values: fields.map((field, row) => asArray(name, field, row)) };
  }
  if (texts.length > 0 && texts.every((field) => /^-?\d{1,15}$/.test(field))) {
    return { type: 'int', values: texts.map(Number) };
  }
  const numbers = texts.map((field) => (field === '' ? Number.NaN : parseNumberText(field)));
  if (!numbers.includes(undefined)) {
    return { type: 'float', values: Float64Array.from(numbers as number[]) };
  }
  if (texts.length > 0 && texts.every(looksLikeList)) {
    try {
      return { type: 'array', values: texts.map(parseNestedList) };
    } catch {
      return { type: 'text', values: texts };
    }
  }
  return { type: 'text', values: texts };
}

const looksLikeList = (field: string) => field.startsWith('[') && field.endsWith(']');

function asArray(name: string, field: ReadField, row: number): NdArray<Floats> {
  if (typeof field !== 'string') return field;
  try {
    return parseNestedList(field);
  } catch {
    const none = `none in row ${row + 1}: '${clipped(field)}'`;
    throw new UserError(`column '${clipped(name)}' holds long arrays, and ${none}`);
  }
}

const FITS = {
  numbers: (text: string) => parseNumberText(text) !== undefined,
  arrays: (text: string) => {
    try {
      parseNestedList(text);
      return true;
    } catch {
      return false;
    }
  },
};

/** What is said of a column that should hold `wanted`, with its first cell that is none. */
export function wrongType(name: string, column: Column, wanted: keyof typeof FITS): UserError {
  const rows = Array.from({ length: column.values.length }, (_, row) => row);
  const bad = rows.find((row) => {
    const text = cellText(column, row);
    return text !== '' && !FITS[wanted](text);
  });
  const where = bad === undefined ? '' : `: '${clipped(cellText(column, bad))}' in row ${bad + 1}`;
  return new UserError(`column '${clipped(name)}' holds ${column.type}, not ${wanted}${where}`);
}

/** The values in these rows. */
export function takenColumn(column: Column, rows: readonly number[]): Column {
  const { type, values } = column;
  const taken = rows.map((row) => values[row]);
  if (type !== 'float') return { type, values: taken } as Column;
  const numbers = taken as number[];
  return {
    type,
    values: isSingle(values) ? Float32Array.from(numbers) : Float64Array.from(numbers),
  };
}

/**
 * The columns one below the other, of the widest of their types; that of a column without values
 * tells nothing, unless all are so.
 */
export function joinedColumn(given: readonly Column[]): Column {
  const filled = given.filter(({ values }) => values.length > 0);
  const columns = filled.length > 0 ? filled : given;
  const all = columns.flatMap((column): unknown[] => [...column.values]);
  const types = new Set(columns.map((column) => column.type));
  if (types.size === 1) {
    const type = columns[0]!.type;
    if (type !== 'float') return { type, values: all } as Column;
    const single = columns.every((column) => isSingle(column.values));
    const numbers = all as number[];
    return {
      type,
      values: single ? Float32Array.from(numbers) : Float64Array.from(numbers),
    };
  }
  if ([...types].every((type) => type === 'int' || type === 'float')) {
    return { type: 'float', values: Float64Array.from(all as number[]) };
  }
  const texts = columns.flatMap((column) =>
    Array.from({ length: column.values.length }, (_, row) => cellText(column, row)),
  );
  return { type: 'text', values: texts };
}

/** The error for a column that a table has not. */
export function unknownColumn(name: string, names: readonly string[]): UserError {
  const shown = names.length > 30 ? [...names.slice(0, 30), '…'] : names;
  const error = unknownName('column', name, names);
  if (shown === names) return error;
  const [before] = error.message.split(' allowed: ');
  return new UserError(`${before} allowed: ${shown.join(', ')}`);
}
