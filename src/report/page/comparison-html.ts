/** The section of two studies held against each other. */

import { PAIR_HEADINGS, pairCells } from './comparison-cells.js';
import { type Html, html, tableOf } from './html.js';
import { counted } from './numbers.js';
import type { Comparison } from './types.js';

function alone(names: readonly string[], where: string): Html | undefined {
  if (names.length === 0) return undefined;
  return html`<h3>${counted(names.length, 'experiment')} ${where} alone</h3>
<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`;
}

export function comparisonHtml({ other, pairs, onlyHere, onlyThere }: Comparison): Html {
  const moved = pairs.filter((pair) => pair.moved !== undefined).length;
  return html`<section aria-labelledby="comparison">
<h2 id="comparison">Compared with ${other}</h2>
<p>${counted(moved, 'experiment')} of ${pairs.length} moved beyond the spread of the seeds: the
quartiles of the scores here and there do not touch.</p>
${pairs.length === 0 ? undefined : tableOf(PAIR_HEADINGS, pairs.map(pairCells), [1, 6])}
<p class="faint">Scores as in the sections below: medians over the seeds, with quartiles in brackets.
The ratio is that of the medians, here by there. p is that of a Mann-Whitney test.</p>
${alone(onlyHere, 'here')}
${alone(onlyThere, 'there')}
</section>
`;
}
