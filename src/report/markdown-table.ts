/** A Markdown table whose columns stand below each other as text, too. */

/** A row for each list of cells; columns named by `left` flush left, the others flush right. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const widths = headings.map((heading, i) =>
    rows.reduce((most, row) => Math.max(most, row[i]!.length), heading.length),
  );
  const padded = (text: string, i: number) =>
    left.includes(i) ? text.padEnd(widths[i]!) : text.padStart(widths[i]!);
  const line = (cells: readonly string[]) => `| ${cells.map(padded).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    left.includes(i) ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`,
  );
  return [line(headings), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}
