/** A study as text, for a terminal. */

import { curvesOf, textChart } from '../../charts/index.js';
import type { Store } from '../../study/index.js';
import type { Table } from '../../tables/index.js';
import { markdownTable } from '../markdown-table.js';
import { shownErrors } from '../shown-errors.js';
import { shownLabels } from './charts.js';
import { attributesText } from './command.js';
import { PAIR_HEADINGS, pairCells } from './comparison-cells.js';
import { counted, duration, number, seedsText, spreadText, whole } from './numbers.js';
import type { StudyResults } from './results.js';
import type { Section } from './sections.js';
import { readStudy } from './study.js';
import type { Comparison, ReportOptions, ReportSummary } from './types.js';

/** Lines of a chart. */
const HEIGHT = 14;

/** What `reportText` gives. */
export async function makeText(
  store: Store,
  options: ReportOptions,
  width: number,
): Promise<{ text: string; summary: ReportSummary }> {
  const { study, sections, comparison, summary } = await readStudy(store, options);
  const parts = [heading(study, summary)];
  if (comparison !== undefined) parts.push(comparisonText(comparison));
  for (const section of sections) parts.push(await sectionText(section, sections, width));
  parts.push(troubles(study, summary));
  return { text: parts.filter(Boolean).join('\n\n'), summary };
}

function heading({ root, failures }: StudyResults, summary: ReportSummary): string {
  const { experiments, seeds, sections } = summary;
  const lines = [
    `Study ${root}`,
    `${counted(experiments, 'experiment')} with ${counted(seeds, 'seed')} in ${counted(sections, 'section')}, ${failures.length} failed`,
  ];
  return lines.join('\n');
}

function comparisonText({ other, pairs, onlyHere, onlyThere }: Comparison): string {
  const alone = (names: readonly string[], where: string) =>
    names.map((name) => `${where} alone: ${name}`);
  return [
    `== Compared with ${other}`,
    ...(pairs.length === 0 ? [] : [markdownTable(PAIR_HEADINGS, pairs.map(pairCells), [0, 1])]),
    ...alone(onlyHere, 'here'),
    ...alone(onlyThere, 'there'),
  ].join('\n');
}

async function sectionText(
  section: Section,
  sections: readonly Section[],
  width: number,
): Promise<string> {
  const { scenario, kwargs, rows, losses, metrics, metric, scoreText } = section;
  const labels = shownLabels(section, sections);
  const chart = (table: Table | undefined, title: string, x: string, y: string | undefined) => {
    if (table === undefined || y === undefined) return '';
    const curves = curvesOf(table, { x, y, hue: section.names, labels, scale: 'log' });
    return textChart(curves, { title, xLabel: x, width, height: HEIGHT }).join('\n');
  };
  const headings = ['network', 'seeds', 'parameters', 'training, one seed', scoreText, 'p'];
  const cells = rows.map((row) => [
    row.label,
    seedsText(row),
    whole(row.parameters),
    duration(row.seconds),
    spreadText(row.spread),
    number(row.pValue),
  ]);
  return [
    [`== ${scenario}`, attributesText(kwargs)].filter(Boolean).join('\n'),
    chart(losses, 'Training loss', 'update_step', 'train_loss'),
    chart(metrics, `Error rollout: ${metric}`, 'time_step', metric),
    markdownTable(headings, cells),
    (await shownErrors(metrics)).trimEnd(),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function troubles({ failures, notices }: StudyResults, { diverged }: ReportSummary): string {
  return [
    ...failures.map(({ name, error }) => `Failed: ${name}: ${error}`),
    ...diverged.map(({ name, seeds }) => `Diverged: ${name}: seeds ${seeds.join(', ')}`),
    ...notices,
  ].join('\n');
}
