/** HTML as text: whatever is put into a template is escaped, unless it is HTML itself. */

/** A piece of HTML. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | undefined | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one]!);

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(({ text }) => text).join('');
  return escaped(String(part));
}

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.map((text, i) => text + (i < parts.length ? textOf(parts[i]) : '')).join(''),
  );
}

/** A table; the first column is a heading of its row, the others are numbers unless they are `left`. */
export function tableOf(
  headings: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  left: readonly number[] = [],
): Html {
  const kind = (i: number) => html`${i === 0 || left.includes(i) ? '' : html` class="number"`}`;
  return html`<div class="wide"><table>
<thead><tr>${headings.map((text, i) => html`<th scope="col"${kind(i)}>${text}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) => html`
<tr>${cells.map((cell, i) =>
      i === 0 ? html`<th scope="row">${cell}</th>` : html`<td${kind(i)}>${cell}</td>`,
    )}</tr>`,
  )}
</tbody></table></div>`;
}

/** A Markdown table of `pivotMedian`; its rule says where columns end, whatever is in them. */
export function fromMarkdown(markdown: string): Html {
  const lines = markdown.split('\n');
  const ends = [...lines[1]!.matchAll(/\|/g)].map(({ index }) => index);
  const [headings, , ...rows] = lines.map((line) =>
    ends.slice(1).map((end, i) => line.slice(ends[i]! + 1, end).trim()),
  );
  return tableOf(headings!, rows);
}
