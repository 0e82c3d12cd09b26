/** Text in columns. */

/** Rows in columns; those named by `left` flush left, the others flush right. */
export function columns(
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string[] {
  const widths = rows[0].map((_, i) =>
    rows.reduce((most, row) => Math.max(most, row[i].length), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (left.includes(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}
