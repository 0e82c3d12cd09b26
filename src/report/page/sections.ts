/** The results of a study, sorted into sections: one for each scenario with its attributes. */

import { curveRows } from '../../charts/index.js';
import {
  aggregateGmean,
  BASE_NAMES,
  computePvaluesAgainstBest,
  meltLoss,
  meltMetrics,
  metricNames,
  quantile,
  toldApart,
} from '../../study/index.js';
import { Table } from '../../tables/index.js';
import { shownMetric } from '../shown-errors.js';
import type { StoredResult } from './results.js';
import type { Spread } from './types.js';

/** What became of a network, trained in one way. */
export interface NetworkRow {
  /** What charts call it. */
  readonly label: string;
  readonly results: readonly StoredResult[];
  readonly seeds: number;
  readonly parameters?: number;
  /** Of training, for one seed. */
  readonly seconds?: number;
  /** Of the score. */
  readonly spread: Spread;
  /** Whether the best is better by more than chance. */
  readonly pValue: number;
  /** Seeds whose training did not stay finite. */
  readonly diverged: readonly number[];
}

export interface Section {
  readonly scenario: string;
  /** As Python prints the dict of attributes. */
  readonly kwargs: string;
  readonly results: readonly StoredResult[];
  /** The columns that tell its experiments apart. */
  readonly names: readonly string[];
  /** The metric that it shows; undefined where its results have none. */
  readonly metric?: string;
  /** Long tables. */
  readonly metrics?: Table;
  readonly losses?: Table;
  /** A row per seed: what tells it apart, `score`, `parameters` and `seconds` of training. */
  readonly scores: Table;
  /** What the score is, in words. */
  readonly scoreText: string;
  /** The best first. */
  readonly rows: readonly NetworkRow[];
}

/** Geometric means go over so many steps, as the paper's do. */
const GMEAN_STEPS = 100;

/** The one text that all rows of a result have in a column. */
const textOf = ({ wide }: StoredResult, column: string) => wide.texts(column)[0]!;

/** Results of one section, and the seeds that they have. */
interface Gathered {
  readonly results: StoredResult[];
  readonly seeds: Set<string>;
}

/**
 * The sections, sorted by scenario and attributes. Seeds that come once more, with other numbers, as
 * in another precision, stand in another section.
 */
export async function sectionsOf(results: readonly StoredResult[]): Promise<Section[]> {
  const gathered = new Map<string, Gathered[]>();
  for (const result of results) {
    const id = JSON.stringify([textOf(result, 'scenario'), textOf(result, 'scenario_kwargs')]);
    const there = gathered.get(id) ?? [];
    gathered.set(id, there);
    const seeds = keysOf(result.wide);
    let group = there.find((one) => !seeds.some((seed) => one.seeds.has(seed)));
    if (group === undefined) {
      group = { results: [], seeds: new Set() };
      there.push(group);
    }
    group.results.push(result);
    for (const seed of seeds) group.seeds.add(seed);
  }
  // Without its end, what sets fewer attributes stands before what sets more.
  const order = (id: string) => id.replace(/\}"\]$/, '');
  const sorted = [...gathered]
    .sort(([a], [b]) => (order(a) < order(b) ? -1 : 1))
    .flatMap(([, groups]) => groups);
  return Promise.all(sorted.map((group) => sectionOf(group.results)));
}

async function sectionOf(results: readonly StoredResult[]): Promise<Section> {
  const [first] = results as [StoredResult];
  const known = results.flatMap(({ wide }) => metricNames(wide));
  const metric = shownMetric([...new Set(known)]);
  const of = (stub: string) =>
    results.filter(({ wide }) => wide.columnNames.some((name) => name.startsWith(`${stub}_`)));
  const metrics =
    metric === undefined
      ? undefined
      : await joined(of(metric), (wide) => meltMetrics(wide, metric));
  const losses = await joined(of('train_loss'), (wide) => meltLoss(wide));
  const base = Table.concat(
    results.map(({ wide }) => new Table(BASE_NAMES.map((name) => [name, wide.typed(name)]))),
  );
  const { names } = toldApart(base);
  const { scores, scoreText } = await scoresOf(base, results, metric, metrics);
  const rows = await rowsOf(scores, names, results);
  return {
    scenario: textOf(first, 'scenario'),
    kwargs: textOf(first, 'scenario_kwargs'),
    ...{ results, names, metric, metrics, losses, scores, scoreText, rows },
  };
}

async function joined(
  results: readonly StoredResult[],
  melt: (wide: Table) => Promise<Table>,
): Promise<Table | undefined> {
  if (results.length === 0) return undefined;
  return Table.concat(await Promise.all(results.map(({ wide }) => melt(wide))));
}

/** A score for each seed, and what it is; NaN where there is none. */
async function scoresOf(
  base: Table,
  results: readonly StoredResult[],
  metric: string | undefined,
  metrics: Table | undefined,
): Promise<{ scores: Table; scoreText: string }> {
  const perSeed = (value: (result: StoredResult) => number) => ({
    type: 'float' as const,
    values: Float64Array.from(
      results.flatMap((result) => result.wide.texts('seed').map(() => value(result))),
    ),
  });
  const costs = base.with([
    ['parameters', perSeed(({ parameters }) => parameters ?? Number.NaN)],
    ['seconds', perSeed((result) => secondsOf(result) ?? Number.NaN)],
  ]);
  const byRow = (values: ReadonlyMap<string, number>) => {
    const keys = keysOf(base);
    return costs.with([
      [
        'score',
        { type: 'float', values: Float64Array.from(keys, (key) => values.get(key) ?? Number.NaN) },
      ],
    ]);
  };
  if (metric === undefined || metrics === undefined) {
    return { scores: byRow(new Map()), scoreText: 'no metric' };
  }
  const steps = Array.from(metrics.numbers('time_step')).reduce((a, b) => Math.max(a, b), 0);
  if (metric === 'mean_nRMSE') {
    const last = Math.min(GMEAN_STEPS, steps);
    const means = await aggregateGmean(metrics, { upTo: last });
    return {
      scores: byRow(valuesOf(means, 'gmean_mean_nRMSE')),
      scoreText: `geometric mean of nRMSE, steps 1 to ${last}`,
    };
  }
  const times = metrics.numbers('time_step');
  const end = metrics.take([...metrics.texts('seed').keys()].filter((row) => times[row] === steps));
  return { scores: byRow(valuesOf(end, metric)), scoreText: `${metric} at step ${steps}` };
}

const valuesOf = (table: Table, column: string): ReadonlyMap<string, number> => {
  const values = table.numbers(column);
  return new Map(keysOf(table).map((key, row) => [key, values[row]!]));
};

/** What tells the seeds of all experiments apart, row by row. */
function keysOf(table: Table): string[] {
  const columns = BASE_NAMES.map((name) => table.texts(name));
  return columns[0]!.map((_, row) => JSON.stringify(columns.map((texts) => texts[row])));
}

/** Of training, for one seed. */
export const secondsOf = ({ record }: StoredResult): number | undefined => {
  const { trainSeconds } = record?.times ?? {};
  const seeds = Number(record?.config.num_seeds ?? 1);
  return trainSeconds === undefined ? undefined : trainSeconds / seeds;
};

/** Of values, those that are numbers. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(sorted, at)) as [
    number,
    number,
    number,
  ];
  return { seeds: sorted.length, low, middle, high };
}

async function rowsOf(
  scores: Table,
  names: readonly string[],
  results: readonly StoredResult[],
): Promise<NetworkRow[]> {
  const values = scores.numbers('score');
  const seeds = scores.numbers('seed');
  const owners = results.flatMap((result) => result.wide.texts('seed').map(() => result));
  const tests = await computePvaluesAgainstBest(scores, {
    ...{ groupingCols: 'scenario', sortingCols: names, valueCol: 'score' },
    ...{ performanceIndicator: 'median', test: 'mann-whitney' },
  });
  const pValues = new Map(
    curveRows(tests, names).map(({ label, rows }) => [label, tests.numbers('p_value')[rows[0]!]!]),
  );
  const rows = curveRows(scores, names).map(({ label, rows: own }): NetworkRow => {
    const mine = [...new Set(own.map((row) => owners[row]!))];
    const costs = own.map((row) => secondsOf(owners[row]!)).filter((cost) => cost !== undefined);
    return {
      label,
      results: mine,
      seeds: own.length,
      parameters: mine.find(({ parameters }) => parameters !== undefined)?.parameters,
      seconds: costs.length === 0 ? undefined : costs.reduce((a, b) => a + b) / costs.length,
      spread: spreadOf(own.map((row) => values[row]!)),
      pValue: pValues.get(label) ?? Number.NaN,
      diverged: own
        .filter((row) => owners[row]!.record?.marks.diverged.includes(seeds[row]!))
        .map((row) => seeds[row]!),
    };
  });
  const place = ({ spread }: NetworkRow) =>
    Number.isNaN(spread.middle) ? Number.POSITIVE_INFINITY : spread.middle;
  return rows.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}
