/** The column `scenario_kwargs` opened up into columns of its own. */

import { check } from '../checks.js';
import { PyFloat, type PyValue, parsePython } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import { type Column, TABLE, type Table } from '../tables/index.js';

function typedValues(values: readonly PyValue[]): Column {
  if (values.every((value) => typeof value === 'number')) return { type: 'int', values };
  if (values.every((value) => value instanceof PyFloat)) {
    return { type: 'float', values: Float64Array.from(values, (value) => value.value) };
  }
  if (values.every((value) => typeof value === 'string')) return { type: 'text', values };
  return { type: 'object', values };
}

/**
 * Adds a column for every key that stands in `scenario_kwargs`, in order of appearance. Rows may
 * differ in their keys; where a row lacks one, the cell is null (empty in CSV). The literals are
 * parsed, never evaluated. A key that is a column already is put in its place.
 *
 * Throws a `UserError` for a cell that is no Python dict.
 */
export async function readInKwargs(table: Table): Promise<Table> {
  check('table', table, TABLE);
  const texts = table.texts('scenario_kwargs');
  const dicts = texts.map((text) => {
    const value = parsePython(text);
    if (!(value instanceof Map))
      throw new UserError(`scenario_kwargs is no dict: ${clipped(text)}`);
    return value as ReadonlyMap<string, PyValue>;
  });
  const keys = new Set(dicts.flatMap((dict) => [...dict.keys()]));
  return table.with(
    [...keys].map((key): [string, Column] => [
      key,
      typedValues(dicts.map((dict) => dict.get(key) ?? null)),
    ]),
  );
}
