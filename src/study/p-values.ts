/**
 * Whether the best of several networks is better by more than chance: a column of p-values (apebench
 * `compute_pvalues_against_best`).
 */

import {
  check,
  checkOptions,
  FLAG,
  NAMES,
  oneOf,
  type Rules,
  required,
  SOME_NAMES,
  TEXT,
} from '../checks.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { median } from '../quantiles.js';
import { type Column, TABLE, Table } from '../tables/index.js';
import { withAdded } from './added-columns.js';
import { type Group, groupBy, headingOf } from './group.js';
import { type Alternative, mannWhitney, tTest } from './hypothesis-tests.js';
import { type SampleStats, statsOf } from './statistics.js';

/** How good the numbers of a sample are: the less, the better. */
const INDICATORS = {
  mean: ({ mean }) => mean,
  median: (_, values) => median(values),
  min: (_, values) => values.reduce((least, value) => Math.min(least, value), values[0] ?? NaN),
  max: (_, values) => values.reduce((most, value) => Math.max(most, value), values[0] ?? NaN),
  std: ({ std }) => std,
  var: ({ std }) => std * std,
  sem: ({ std, count }) => std / Math.sqrt(count),
  sum: (_, values) => values.reduce((sum, value) => sum + value, 0),
} as const satisfies Record<string, (stats: SampleStats, values: readonly number[]) => number>;

/** For `computePvaluesAgainstBest`. */
export interface PvalueOptions {
  /** Within rows that agree in these columns, samples are compared: `time_step`, say. */
  readonly groupingCols: string | readonly string[];
  /** Rows that agree in these, too, are a sample: `net`, say. */
  readonly sortingCols: string | readonly string[];
  /** The column of the numbers, as `mean_nRMSE`. */
  readonly valueCol: string;
  /** What makes the best sample: the lowest of these, of equal ones the first. Default `mean`. */
  readonly performanceIndicator?: keyof typeof INDICATORS;
  /** What the best is supposed to be: other than a sample (default), less, or greater. */
  readonly alternative?: Alternative;
  /** Student's t-test (default), which takes the variances for equal; false for Welch's. */
  readonly equalVar?: boolean;
  /** A row for each group and a column of p-values for each kind of sample. Default false. */
  readonly pivot?: boolean;
  /** The t-test (default), or the Mann-Whitney U test, which looks at ranks alone. */
  readonly test?: 't-test' | 'mann-whitney';
}

const PVALUE_OPTIONS: Rules = {
  groupingCols: required(NAMES),
  sortingCols: required(SOME_NAMES),
  valueCol: required(TEXT),
  performanceIndicator: oneOf(...Object.keys(INDICATORS)),
  alternative: oneOf('two-sided', 'less', 'greater'),
  equalVar: FLAG,
  pivot: FLAG,
  test: oneOf('t-test', 'mann-whitney'),
};

interface Sample extends Group {
  readonly values: readonly number[];
  readonly stats: SampleStats;
  readonly performance: number;
}

/** The sample of the lowest performance; undefined where none has one. */
function bestOf(samples: readonly Sample[]): Sample | undefined {
  let best: Sample | undefined;
  for (const sample of samples) {
    if (Number.isNaN(sample.performance)) continue;
    if (best === undefined || sample.performance < best.performance) best = sample;
  }
  return best;
}

const floats = (values: readonly number[]): Column => ({
  type: 'float',
  values: Float64Array.from(values),
});

/** What `computePvaluesAgainstBest` gives. */
export async function pValuesAgainstBest(table: Table, options: PvalueOptions): Promise<Table> {
  check('table', table, TABLE);
  checkOptions('comparison', options, PVALUE_OPTIONS);
  const { valueCol, performanceIndicator = 'mean', pivot = false, test = 't-test' } = options;
  const { alternative = 'two-sided', equalVar = true } = options;
  if (!equalVar && test === 'mann-whitney') {
    throw new UserError("equalVar: false is Welch's t-test, and not of the test 'mann-whitney'");
  }
  const [grouping, sorting] = [[options.groupingCols].flat(), [options.sortingCols].flat()];
  await loadCore();
  const numbers = table.numbers(valueCol);
  const samples = groupBy(table, [...grouping, ...sorting]).map((group): Sample => {
    const values = group.rows.map((row) => numbers[row]!).filter((value) => !Number.isNaN(value));
    const stats = statsOf(values);
    return {
      ...group,
      values,
      stats,
      performance: INDICATORS[performanceIndicator](stats, values),
    };
  });
  const pValue = (best: Sample | undefined, sample: Sample): number => {
    if (best === undefined) return Number.NaN;
    return test === 't-test'
      ? tTest(best.stats, sample.stats, alternative, equalVar)
      : mannWhitney(best.values, sample.values, alternative);
  };
  const columns = (names: readonly string[], rows: readonly Group[]) =>
    new Table(names.map((name) => [name, table.typed(name)])).take(rows.map((one) => one.rows[0]!));
  const keys = columns([...grouping, ...sorting], samples);
  const groups = groupBy(keys, grouping).map(({ rows }) => rows.map((row) => samples[row]!));
  const pValues = groups.flatMap((group) => {
    const best = bestOf(group);
    return group.map((sample) => pValue(best, sample));
  });
  if (!pivot) {
    const added: [string, number[]][] = [
      ['performance_indicator', samples.map(({ performance }) => performance)],
      ['mean', samples.map(({ stats }) => stats.mean)],
      ['std', samples.map(({ stats }) => stats.std)],
      ['count', samples.map(({ stats }) => stats.count)],
      ['p_value', pValues],
    ];
    return withAdded(
      keys,
      added.map(([name, values]) => [
        name,
        name === 'count' ? { type: 'int', values } : floats(values),
      ]),
    );
  }
  const rowOf = new Map(groups.flatMap((group, row) => group.map((one) => [one, row] as const)));
  const cells = groupBy(keys, sorting).map(({ rows, key }): [string, Column] => {
    const values = groups.map(() => Number.NaN);
    for (const row of rows) values[rowOf.get(samples[row]!)!] = pValues[row]!;
    return [headingOf(key), floats(values)];
  });
  return withAdded(
    columns(
      grouping,
      groups.map(([first]) => first!),
    ),
    cells,
  );
}
