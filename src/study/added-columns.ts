/** Columns beside those of a table, none of which they replace. */

import { type Column, Table } from '../tables/index.js';

/** Throws a `UserError` where two columns would have one name. */
export function withAdded(
  table: Table,
  added: readonly (readonly [name: string, column: Column])[],
): Table {
  const own = table.columnNames.map((name) => [name, table.typed(name)] as const);
  return new Table([...own, ...added]);
}
