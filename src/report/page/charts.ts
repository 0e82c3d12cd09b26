/** The charts of a section. */

import type { Backend } from '../../backends/index.js';
import { curvesOf, domainOf } from '../../charts/index.js';
import {
  type CurveOptions,
  plotCost,
  plotLoss,
  plotMetrics,
  plotSampleRollout,
} from '../../plots/index.js';
import type { Store } from '../../study/index.js';
import type { Table } from '../../tables/index.js';
import type { Chart } from './pictures.js';
import { readSamples } from './samples.js';
import type { Section } from './sections.js';

/** Curves of one chart, and rollouts of one section, that are shown. */
const MOST_CURVES = 8;
const MOST_SAMPLES = 3;

/** Colours there are. */
const MOST_LABELS = 10;

const WIDTH = 560;

/** The curves of a section: of a study with few networks each has the same colour everywhere. */
export function shownLabels(section: Section, sections: readonly Section[]): readonly string[] {
  const all = [...new Set(sections.flatMap(({ rows }) => rows.map(({ label }) => label)))].sort();
  if (all.length <= MOST_LABELS) return all;
  return section.rows.slice(0, MOST_CURVES).map(({ label }) => label);
}

interface Side {
  readonly section: Section;
  /** Behind the titles, where there are two. */
  readonly of: string;
}

/** The curves of one quantity; of two studies side by side, with one axis. */
async function pair(
  sides: readonly Side[],
  labels: readonly string[],
  kind: { name: string; title: string; x: string },
  pick: (section: Section) => { table: Table; y: string } | undefined,
  plot: (table: Table, options: CurveOptions) => Promise<{ outerHTML: string }>,
): Promise<Chart[]> {
  const drawn = sides.flatMap((side) => {
    const picked = pick(side.section);
    return picked === undefined ? [] : [{ ...side, ...picked }];
  });
  const scale = 'log';
  const curves = drawn.flatMap(
    ({ table, y, section: { names: hue } }) =>
      curvesOf(table, { x: kind.x, y, hue, labels, scale }).curves,
  );
  const yLim = drawn.length > 1 ? domainOf(curves, scale) : undefined;
  const charts: Chart[] = [];
  for (const { table, section, of } of drawn) {
    const title = `${kind.title}${of}`;
    const options = { hue: section.names, labels, title, width: WIDTH, yLim };
    const name = charts.length === 0 ? kind.name : `${kind.name}-other`;
    charts.push({ name, svg: (await plot(table, options)).outerHTML });
  }
  return charts;
}

/** Loss curves and error rollouts, each beside that of another study where there is one. */
export async function curveCharts(
  section: Section,
  labels: readonly string[],
  other: { section: Section; root: string } | undefined,
): Promise<Chart[]> {
  const sides: Side[] =
    other === undefined
      ? [{ section, of: '' }]
      : [
          { section, of: '' },
          { section: other.section, of: ` in ${other.root}` },
        ];
  const losses = await pair(
    sides,
    labels,
    { name: 'loss', title: 'Training loss', x: 'update_step' },
    (one) => one.losses && { table: one.losses, y: 'train_loss' },
    plotLoss,
  );
  const errors = await pair(
    sides,
    labels,
    { name: 'error', title: 'Error rollout', x: 'time_step' },
    ({ metrics, metric }) =>
      metrics === undefined || metric === undefined ? undefined : { table: metrics, y: metric },
    (table, options) => plotMetrics(table, { ...options, value: section.metric }),
  );
  return [...losses, ...errors];
}

/** The score against parameters and against time, where they are known and differ. */
export async function costCharts(section: Section, labels: readonly string[]): Promise<Chart[]> {
  const { scores, scoreText: value, names: hue, rows } = section;
  const table = scores.with([[value, scores.typed('score')]]);
  const charts: Chart[] = [];
  for (const cost of ['parameters', 'seconds'] as const) {
    const isKnown = rows.filter((row) => row[cost] !== undefined && row.spread.seeds > 0);
    if (isKnown.length < 2) continue;
    const title = `Error against ${cost === 'seconds' ? 'seconds of training' : cost}`;
    const options = { cost, value, hue, labels, title, width: WIDTH, height: 260 };
    charts.push({ name: `cost-${cost}`, svg: (await plotCost(table, options)).outerHTML });
  }
  return charts;
}

/** Rollouts of the best networks beside their reference. */
export async function sampleCharts(
  store: Store,
  section: Section,
  backend: Backend,
): Promise<{ charts: Chart[]; notice?: string }> {
  const { samples, notice } = await readSamples(store, section, MOST_SAMPLES, backend);
  const charts: Chart[] = [];
  for (const [i, { label, seed, rollout, reference }] of samples.entries()) {
    const title = `${label}, seed ${seed}`;
    const svg = await plotSampleRollout(rollout, { reference, title, width: 760 });
    charts.push({ name: `sample-${i + 1}`, svg: svg.outerHTML });
  }
  return { charts, notice };
}
