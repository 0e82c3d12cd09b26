/** Rows of a table that agree in some columns. */

import { repr } from '../config/index.js';
import type { Table } from '../tables/index.js';

export interface Group {
  /** The row numbers, ascending. */
  readonly rows: number[];
  /** What the rows have in common, one entry per column asked for, as it stands in the table. */
  readonly key: (string | number)[];
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Groups the rows by the values of the named columns. The groups are sorted by their values, column
 * after column: numbers by size, texts by their characters. Rows where one of the values is missing
 * (NaN, or null in a column of objects) are in no group, as pandas' `groupby` has it.
 */
export function groupBy(table: Table, names: readonly string[]): Group[] {
  const columns = names.map((name) => {
    const column = table.typed(name);
    if (column.type === 'int' || column.type === 'float') return column.values;
    const texts = table.texts(name);
    return column.type === 'object'
      ? texts.map((text, row) => (column.values[row] === null ? Number.NaN : text))
      : texts;
  });
  const groups = new Map<string, Group>();
  for (let row = 0; row < table.numRows; row++) {
    const key = columns.map((values): string | number => values[row]!);
    if (key.some(Number.isNaN)) continue;
    // JSON has no infinity. Within a column all are numbers, or all are texts.
    const id = JSON.stringify(key.map(String));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { rows: [row], key });
    else group.rows.push(row);
  }
  return [...groups.values()].sort((a, b) => {
    const differing = a.key.findIndex((value, i) => value !== b.key[i]);
    return differing < 0 ? 0 : compare(a.key[differing]!, b.key[differing]!);
  });
}

/** What heads the column of a group: its value, or several as Python prints a tuple. */
export function headingOf(key: Group['key']): string {
  if (key.length === 1 && typeof key[0] === 'string') return key[0];
  // A group of zeros may begin with -0.
  const texts = key.map((value) => repr(value === 0 ? 0 : value));
  return texts.length === 1 ? texts[0]! : `(${texts.join(', ')})`;
}
