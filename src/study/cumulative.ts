/** Aggregates over all rows so far, as over the time steps of an error rollout. */

import { check, NAMES, oneOf, TEXT } from '../checks.js';
import { core, loadCore } from '../core/index.js';
import { TABLE, type Table } from '../tables/index.js';
import { groupBy } from './group.js';

/** What can be aggregated. */
export type CumulativeFunction = 'mean' | 'gmean' | 'sum';

const FUNCTIONS = oneOf('mean', 'gmean', 'sum');

/** The aggregates of the first one, two, three, … numbers. */
function* running(values: Iterable<number>, aggFnName: CumulativeFunction): Generator<number> {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (aggFnName === 'gmean') {
      sum += core().log(value);
      count++;
      yield core().exp(sum / count);
      continue;
    }
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
    if (count === 0) yield Number.NaN;
    else yield aggFnName === 'sum' ? sum : sum / count;
  }
}

/**
 * Adds the column `{prefix}{aggFnName}_{rollingCol}`: in every row the mean, the geometric mean or
 * the sum of `rollingCol` in this row and those above it that agree with it in `groupingCols`. With
 * columns that leave only time steps apart, that is the aggregate up to each time step (apebench:
 * `cumulative_aggregation`).
 *
 * A NaN is left out of means and sums, as pandas has it, and makes all geometric means from there
 * on NaN. Infinity counts, which pandas leaves out. Rows where one of `groupingCols` is NaN are in no
 * group, and get NaN.
 *
 * Throws a `UserError` for a column that there is not or that holds no numbers.
 */
export async function cumulativeAggregation(
  table: Table,
  groupingCols: string | readonly string[],
  rollingCol: string,
  aggFnName: CumulativeFunction = 'mean',
  prefix = 'cum',
): Promise<Table> {
  check('table', table, TABLE);
  check('groupingCols', groupingCols, NAMES);
  check('rollingCol', rollingCol, TEXT);
  check('aggFnName', aggFnName, FUNCTIONS);
  check('prefix', prefix, TEXT);
  await loadCore();
  const values = table.numbers(rollingCol);
  const aggregates = new Float64Array(table.numRows).fill(Number.NaN);
  for (const { rows } of groupBy(table, [groupingCols].flat())) {
    const own = running(
      rows.map((row) => values[row]!),
      aggFnName,
    );
    for (const row of rows) aggregates[row] = own.next().value as number;
  }
  return table.with([
    [`${prefix}${aggFnName}_${rollingCol}`, { type: 'float', values: aggregates }],
  ]);
}
