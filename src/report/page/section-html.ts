/** A section of the page: charts and tables of one scenario with its attributes. */

import { curveRows } from '../../charts/index.js';
import { pivotMedian } from '../../study/index.js';
import { SHOWN_STEPS } from '../shown-errors.js';
import { attributesText } from './command.js';
import { fromMarkdown, type Html, html, tableOf } from './html.js';
import { counted, duration, number, seedsText, spreadText, whole } from './numbers.js';
import { type Chart, figure } from './pictures.js';
import type { NetworkRow, Section } from './sections.js';

/** What is drawn of a section. */
export interface SectionCharts {
  readonly curves: readonly Chart[];
  readonly costs: readonly Chart[];
  readonly samples: readonly Chart[];
  /** What is to be said of them. */
  readonly notices: readonly string[];
}

/** Networks whose medians stand side by side. */
const MOST_COLUMNS = 12;

/** Digits of metrics whose size is not known beforehand. */
const DIGITS = 6;

function networks({ rows, scoreText }: Section): Html {
  const cells = (row: NetworkRow) => [
    row.label,
    seedsText(row),
    whole(row.parameters),
    duration(row.seconds),
    spreadText(row.spread),
    number(row.pValue),
    row.diverged.length === 0 ? '' : row.diverged.join(', '),
  ];
  const headings = ['network', 'seeds', 'parameters', 'training, one seed', scoreText];
  return html`<h3>Networks, the best first</h3>
${tableOf([...headings, 'p', 'diverged seeds'], rows.map(cells))}
<p class="faint">Scores are medians over the seeds, with quartiles in brackets; seeds without a number
are left out. p is that of a Mann-Whitney test of the best against each: below 0.05, say, the best is better by more than
chance. Training time is what the runs took where they ran.</p>`;
}

async function medians({ metrics, metric, rows, names }: Section): Promise<Html | undefined> {
  if (metrics === undefined || metric === undefined) return undefined;
  const best = rows.slice(0, MOST_COLUMNS).map(({ label }) => label);
  const shown = curveRows(metrics, names).filter(({ label }) => best.includes(label));
  const table = metrics.take(shown.flatMap((one) => one.rows).sort((a, b) => a - b));
  const markdown = await pivotMedian(table, {
    ...{ value: metric, columns: names, rows: SHOWN_STEPS },
    digits: metric === 'mean_nRMSE' ? 3 : DIGITS,
  });
  const which = best.length === rows.length ? '' : ` of the ${best.length} best`;
  return html`<h3>Median ${metric}${which}</h3>
${fromMarkdown(markdown)}`;
}

/** All of a section. */
export async function sectionHtml(
  section: Section,
  id: string,
  { curves, costs, samples, notices }: SectionCharts,
): Promise<Html> {
  const attributes = attributesText(section.kwargs);
  const shown = (charts: readonly Chart[], kind: string) =>
    charts.length === 0 ? undefined : html`<div class="${kind}">${charts.map(figure)}</div>`;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${section.scenario}</h2>
<p class="attributes">${attributes === '' ? 'all attributes by default' : attributes}</p>
<p class="faint">${counted(section.results.length, 'experiment')} of ${counted(section.rows.length, 'network')}, ${placesOf(section)}.</p>
${shown(curves, 'charts')}
${networks(section)}
${await medians(section)}
${shown(costs, 'charts')}
${samples.length === 0 ? undefined : html`<h3>Sample rollouts of the best</h3>`}
${shown(samples, 'samples')}
${notices.map((notice) => html`<p class="faint">${notice}</p>`)}
</section>
`;
}

/** Where and in which numbers its results were computed. */
function placesOf({ results }: Section): string {
  const places = results.map(({ record }) => {
    if (record === undefined) return 'without a record';
    const layout = record.threefry === 'original' ? '' : `, ${record.threefry} random bits`;
    return `on ${record.backend} (${record.build}) in ${record.precision}${layout}`;
  });
  return [...new Set(places)].sort().join('; ');
}
