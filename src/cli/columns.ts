/** Text in columns, and lines that are no longer than a screen is wide. */

/** Columns of a screen, where it does not say. */
const WIDTH = 100;
/** The least that is left for the last column; narrower ones go to lines of their own. */
const LEAST = 40;

/** How many columns a line of a result has. */
export const resultWidth = (): number => Math.min(WIDTH, process.stdout.columns ?? WIDTH);

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

/**
 * The words of a text in lines of at most `width` columns; a longer word has a line of its own.
 * A shape (`8 x 160`) is one word.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<! x) (?!x )/)) {
    const line = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && line.length <= width) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/**
 * Rows in columns as `columns` makes them, and behind each row its notes, wrapped, one below the
 * other.
 */
export function columnsWithNotes(
  rows: readonly { readonly cells: readonly string[]; readonly notes: readonly string[] }[],
  left: readonly number[],
  width: number,
): string[] {
  const heads = columns(
    rows.map(({ cells }) => cells),
    left,
  );
  const indent = Math.max(...heads.map(({ length }) => length)) + 2;
  return rows.flatMap(({ notes }, i) => {
    const beside = width - indent >= LEAST;
    const start = beside ? indent : 4;
    const lines = notes.flatMap((note) => wrap(note, width - start));
    const first = beside ? lines.splice(0, 1) : [];
    const head = [heads[i]!.padEnd(start), ...first].join('').trimEnd();
    return [head, ...lines.map((line) => ' '.repeat(start) + line)];
  });
}
