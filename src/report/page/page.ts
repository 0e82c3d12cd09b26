/** The page of a study: its parts put together, and its pictures handed over. */

import { type Backend, withBackend } from '../../backends/index.js';
import type { Store } from '../../study/index.js';
import { costCharts, curveCharts, sampleCharts, shownLabels } from './charts.js';
import { attributesText } from './command.js';
import { idOf } from './comparison.js';
import { comparisonHtml } from './comparison-html.js';
import { Html, html } from './html.js';
import { experimentsHtml, troublesHtml } from './listings.js';
import { counted, duration } from './numbers.js';
import { type Chart, pictureFile, slug } from './pictures.js';
import type { StudyResults } from './results.js';
import { type SectionCharts, sectionHtml } from './section-html.js';
import type { Section } from './sections.js';
import { type ReportedStudy, readStudy } from './study.js';
import { STYLE } from './style.js';
import type { Comparison, ReportOptions, ReportSummary } from './types.js';

/** So many sections have pictures; the others have their tables. */
const MOST_PICTURED = 100;

/** What `reportPage` gives. */
export async function makePage(
  store: Store,
  options: ReportOptions,
  onPicture: (file: string, svg: string) => Promise<void>,
): Promise<{ page: string; summary: ReportSummary }> {
  const reported = await readStudy(store, options);
  const { study, sections, comparison, summary } = reported;
  const ids = idsOf(sections);
  const bodies: Html[] = [];
  await withBackend({ backend: 'wasm', threads: 1 }, async (backend) => {
    for (const [i, section] of sections.entries()) {
      const id = ids[i]!;
      const charts =
        i < MOST_PICTURED ? await chartsOf(store, section, reported, backend, id) : NO_CHARTS;
      for (const chart of [...charts.curves, ...charts.costs, ...charts.samples]) {
        await onPicture(`${chart.name}.svg`, pictureFile(chart));
      }
      bodies.push(await sectionHtml(section, id, charts));
    }
  });
  const title = `Study ${study.root}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${overview(study, summary)}
</header>
${contents(sections, ids, comparison)}
<main>
${comparison && comparisonHtml(comparison)}
${bodies}
${troublesHtml(study)}
${experimentsHtml(study)}
</main>
</body>
</html>
`;
  return { page: page.text, summary };
}

/** An address for each section: its scenario, numbered where there are several. */
function idsOf(sections: readonly Section[]): string[] {
  const counts = new Map<string, number>();
  return sections.map(({ scenario }) => {
    const own = slug(scenario);
    const count = (counts.get(own) ?? 0) + 1;
    counts.set(own, count);
    return count === 1 ? own : `${own}-${count}`;
  });
}

const NO_CHARTS: SectionCharts = {
  ...{ curves: [], costs: [], samples: [] },
  notices: [`Pictures are made of the first ${MOST_PICTURED} sections alone.`],
};

async function chartsOf(
  store: Store,
  section: Section,
  { sections, other }: ReportedStudy,
  backend: Backend,
  id: string,
): Promise<SectionCharts> {
  const labels = shownLabels(section, sections);
  const match = other?.sections.find((one) => idOf(one) === idOf(section));
  const beside = match && { section: match, root: other!.root };
  const named = (charts: readonly Chart[]) =>
    charts.map(({ name, svg }) => ({ name: `${id}-${name}`, svg }));
  const { charts, notice } = await sampleCharts(store, section, backend);
  const drawn = section.rows.filter(({ label }) => labels.includes(label)).length;
  const left = section.rows.length - drawn;
  return {
    curves: named(await curveCharts(section, labels, beside)),
    costs: named(await costCharts(section, labels)),
    samples: named(charts),
    notices: [
      ...(left > 0 ? [`Charts show the ${drawn} best of ${section.rows.length} networks.`] : []),
      ...(notice === undefined ? [] : [notice]),
    ],
  };
}

function overview(
  { results, failures }: StudyResults,
  { seeds, sections, diverged }: ReportSummary,
) {
  const records = results.flatMap(({ record }) => (record === undefined ? [] : [record]));
  const times = records.map(({ times }) => times?.trainSeconds ?? 0);
  const ends = records
    .map(({ times }) => times?.finished ?? '')
    .filter(Boolean)
    .sort();
  const versions = [
    ...new Set(records.map(({ version, numbers }) => `${version} (numbers ${numbers ?? '–'})`)),
  ];
  const facts: [string, string][] = [
    [
      'Experiments',
      `${counted(results.length, 'experiment')} with ${counted(seeds, 'seed')} in ${counted(sections, 'section')}`,
    ],
    ['Failed', counted(failures.length, 'experiment')],
    [
      'Diverged',
      `${counted(diverged.flatMap((one) => one.seeds).length, 'seed')} of ${counted(diverged.length, 'experiment')}`,
    ],
    ['Training', times.length === 0 ? '–' : `${duration(times.reduce((a, b) => a + b))} in all`],
    ['Finished', ends.length === 0 ? '–' : [...new Set([ends[0]!, ends.at(-1)!])].join(' to ')],
    ['Made by', versions.length === 0 ? '–' : `apebench ${versions.sort().join(', ')}`],
  ];
  return html`<dl>${facts.map(([what, value]) => html`<dt>${what}</dt><dd>${value}</dd>`)}</dl>`;
}

function contents(
  sections: readonly Section[],
  ids: readonly string[],
  comparison: Comparison | undefined,
): Html {
  const entry = (id: string, text: string, more = '') =>
    html`<li><a href="#${id}">${text}</a> <span class="attributes">${more}</span></li>`;
  const apart = (section: Section) => {
    const others = sections.filter((one) => one !== section && one.scenario === section.scenario);
    if (others.length === 0) return '';
    return attributesText(
      section.kwargs,
      others.map(({ kwargs }) => kwargs),
    );
  };
  return html`<nav aria-label="Contents"><ol>
${comparison && entry('comparison', `Compared with ${comparison.other}`)}
${sections.map((section, i) => entry(ids[i]!, section.scenario, apart(section)))}
${entry('troubles', 'What failed, diverged or is left out')}
${entry('experiments', 'All experiments, and how to run each again')}
</ol></nav>`;
}
