/** Charts as texts: for a file of their own, and for the page. */

import { escaped, Html, html } from './html.js';

/** A chart under its name, as drawn. */
export interface Chart {
  /** Of its file, without `.svg`. */
  readonly name: string;
  readonly svg: string;
}

/** Plot numbers what it clips by, from one chart to the next; the name tells charts apart. */
function withOwnIds({ name, svg }: Chart): string {
  const ids = new Map<string, string>();
  return svg.replace(/plot-clip-\d+/g, (id) => {
    if (!ids.has(id)) ids.set(id, `${name}-${ids.size + 1}`);
    return ids.get(id)!;
  });
}

/** A file that stands by itself, dark on white. */
export const pictureFile = (chart: Chart): string =>
  `${withOwnIds(chart).replace('<svg ', '<svg style="background: white" ')}\n`;

/** The chart inside the page, in its colours. */
export function figure(chart: Chart): Html {
  const inline = withOwnIds(chart).replace(' xmlns="http://www.w3.org/2000/svg"', '');
  return html`<figure id="${chart.name}">${new Html(inline)}</figure>`;
}

/** A name for files and addresses: letters, digits, `_` and `-`. */
export const slug = (text: string): string =>
  escaped(text)
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-|-$/g, '') || 'scenario';
