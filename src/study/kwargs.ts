/** The column `scenario_kwargs` opened up into columns of its own. */

import { check } from '../checks.js';
import { PyFloat, type PyValue, parsePython } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import { type Column, TABLE, type Table } from '../tables/index.js';

function numberIn(value: PyValue): number | undefined {
  if (value instanceof PyFloat) return value.value;
  return typeof value === 'number' ? value : undefined;
}

/** As pandas has them: numbers of both kinds, or some that are missing, are floats. */
function typedValues(values: readonly PyValue[]): Column {
  if (values.every((value) => typeof value === 'number')) return { type: 'int', values };
  const numbers = values.map((value) => (value === null ? Number.NaN : numberIn(value)));
  if (!numbers.includes(undefined) && values.some((value) => value !== null)) {
    return { type: 'float', values: Float64Array.from(numbers as number[]) };
  }
  if (values.every((value) => typeof value === 'string')) return { type: 'text', values };
  return { type: 'object', values };
}

function dictIn(text: string, row: number): ReadonlyMap<string, PyValue> {
  const fail = (what: string) => new UserError(`column 'scenario_kwargs', row ${row}: ${what}`);
  let value: PyValue;
  try {
    value = parsePython(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw fail(error.message);
  }
  if (!(value instanceof Map)) throw fail(`not a dict: ${clipped(text)}`);
  for (const key of value.keys()) {
    if (typeof key !== 'string') throw fail(`${key} is no name of an attribute`);
  }
  return value;
}

/**
 * Adds a column for every key that stands in `scenario_kwargs`, in order of appearance. Rows may
 * differ in their keys; where a row lacks one, the cell is NaN in a column of numbers, which is then
 * float, and else null (both empty in CSV). Whole numbers beside floats are floats. The literals are
 * parsed, never evaluated. A key that is a column already is put in its place (apebench:
 * `read_in_kwargs`).
 *
 * Throws a `UserError` that names the row for a cell that is no Python dict.
 *
 * ```js
 * const table = Table.fromCsv('net,scenario_kwargs\nPure,{\'num_points\': 32}\nPure,{}\n');
 * console.log((await readInKwargs(table)).columnNames);
 * ```
 *
 * ```
 * [ 'net', 'scenario_kwargs', 'num_points' ]
 * ```
 */
export async function readInKwargs(table: Table): Promise<Table> {
  check('table', table, TABLE);
  const read = new Map<string, ReadonlyMap<string, PyValue>>();
  const dicts = table.texts('scenario_kwargs').map((text, row) => {
    const dict = read.get(text) ?? dictIn(text, row + 1);
    read.set(text, dict);
    return dict;
  });
  const keys = new Set(dicts.flatMap((dict) => [...dict.keys()]));
  return table.with(
    [...keys].map((key): [string, Column] => [
      key,
      typedValues(dicts.map((dict) => dict.get(key) ?? null)),
    ]),
  );
}
