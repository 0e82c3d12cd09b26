/** What is computed from long tables: the original's utilities, none of which changes its input. */

import { isSingle } from '../arrays.js';
import { check, checkOptions, type Rule, type Rules, TEXT, TEXTS, wholeFrom } from '../checks.js';
import { parsePythonInteger } from '../config/index.js';
import { loadCore } from '../core/index.js';
import { clipped, UserError } from '../errors.js';
import { TABLE, type Table } from '../tables/index.js';
import { groupBy } from './group.js';
import { BASE_NAMES } from './melt.js';
import { geometricMean } from './statistics.js';

/** The columns that tell experiments apart when only the training method differs. */
export const BASE_NAMES_NO_TRAIN = BASE_NAMES.filter((name) => name !== 'train');

const UP_TO: Rule = { allowed: 'a number', fits: (value) => typeof value === 'number' };

/**
 * The geometric mean of an error rollout over time: exp(mean(log x_t)) for t ≤ `upTo`.
 *
 * Groups the rows by `groupingCols` (which must leave only different time steps in a group),
 * sorted, and adds the column `gmean_mean_nRMSE`. Rows where one of those is NaN are left out
 * (apebench: `aggregate_gmean`).
 *
 * Throws a `UserError` for a column that there is not, and for errors or time steps that are no
 * numbers.
 */
export async function aggregateGmean(
  metrics: Table,
  options: {
    /** The last time step that counts; default 100. */
    upTo?: number;
    /** Default `BASE_NAMES`. */
    groupingCols?: readonly string[];
  } = {},
): Promise<Table> {
  check('table', metrics, TABLE);
  checkOptions('aggregation', options, { upTo: UP_TO, groupingCols: TEXTS });
  const { upTo = 100, groupingCols = BASE_NAMES } = options;
  await loadCore();
  const steps = metrics.numbers('time_step');
  const values = metrics.numbers('mean_nRMSE');
  const kept = metrics.take(
    Array.from({ length: metrics.numRows }, (_, row) => row).filter((row) => steps[row]! <= upTo),
  );
  const keptValues = kept.numbers('mean_nRMSE');
  const groups = groupBy(kept, groupingCols);
  const means = groups.map(({ rows }) => geometricMean(rows.map((row) => keptValues[row]!)));
  const dropped = kept.columnNames.filter((name) => !groupingCols.includes(name));
  return kept
    .without(...dropped)
    .take(groups.map(({ rows }) => rows[0]!))
    .with([
      [
        'gmean_mean_nRMSE',
        {
          type: 'float',
          values: isSingle(values) ? Float32Array.from(means) : Float64Array.from(means),
        },
      ],
    ]);
}

/**
 * Reads the column `train` into three: `category` (`one`, `sup`, `div`, …, in lower case), `type`
 * (`sup` for `one` and `sup`, else `div`) and `rollout` (the number of steps, 1 for `one`) (apebench:
 * `split_train`).
 *
 * Throws a `UserError` for a way of training without a number of steps.
 */
export async function splitTrain(metrics: Table): Promise<Table> {
  check('table', metrics, TABLE);
  // Names in config strings may have any case.
  const fields = metrics.texts('train').map((train) => train.toLowerCase().split(/[;-]/));
  const category = fields.map(([name]) => name!);
  const rollout = fields.map(([name, steps], row) => {
    if (name === 'one') return 1;
    const length = parsePythonInteger(steps ?? '');
    if (wholeFrom(0).fits(length)) return length!;
    const train = clipped(metrics.texts('train')[row]!);
    throw new UserError(`no rollout length in the training method '${train}'`);
  });
  const type = category.map((name) => (name === 'one' || name === 'sup' ? 'sup' : 'div'));
  return metrics.with([
    ['category', { type: 'text', values: category }],
    ['type', { type: 'text', values: type }],
    ['rollout', { type: 'int', values: rollout }],
  ]);
}

const RELATION_OPTIONS: Rules = {
  groupingCols: TEXTS,
  norm: TEXT,
  valueCol: TEXT,
  suffix: TEXT,
};

/**
 * Divides a column by its value in the one row of each group where `train` is `one`, and adds the
 * quotients as `{valueCol}{suffix}`. Rows keep their order; those that are in no group, since a value
 * that it goes by is NaN, get NaN. Training methods are compared in any case (apebench:
 * `relative_by_config`).
 *
 * Throws a `UserError` if a group does not have exactly one such row.
 */
export async function relativeByConfig(
  data: Table,
  options: {
    /** Default `BASE_NAMES_NO_TRAIN`. */
    groupingCols?: readonly string[];
    /** The training method that the others are compared with; default `one`. */
    norm?: string;
    /** The column that is divided; default `mean_nRMSE`. */
    valueCol?: string;
    /** Of the new column's name; default `_rel`. */
    suffix?: string;
  } = {},
): Promise<Table> {
  check('table', data, TABLE);
  checkOptions('relation', options, RELATION_OPTIONS);
  const {
    groupingCols = BASE_NAMES_NO_TRAIN,
    norm = 'one',
    valueCol = 'mean_nRMSE',
    suffix = '_rel',
  } = options;
  const trains = data.texts('train').map((train) => train.toLowerCase());
  const values = data.numbers(valueCol);
  const relative = new (isSingle(values) ? Float32Array : Float64Array)(values.length).fill(NaN);
  for (const { rows, key } of groupBy(data, groupingCols)) {
    const norms = rows.filter((row) => trains[row] === norm.toLowerCase());
    if (norms.length !== 1) {
      throw new UserError(
        `expected exactly one row with train '${norm}' in the group ${key.join(', ')}, ` +
          `found ${norms.length}`,
      );
    }
    const unit = values[norms[0]!]!;
    for (const row of rows) relative[row] = values[row]! / unit;
  }
  return data.with([[`${valueCol}${suffix}`, { type: 'float', values: relative }]]);
}
