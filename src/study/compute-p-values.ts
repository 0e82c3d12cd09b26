/** P-values, whose computing is loaded when they are asked for. */

import type { Table } from '../tables/index.js';
import type { PvalueOptions } from './p-values.js';

/**
 * Tests, in each group, the best sample against every sample of the group, the best itself included,
 * which has p = 1, or (by ranks about) 0.5 with a one-sided alternative. A p-value below 0.05, say, tells that the
 * best is better than that sample by more than chance.
 *
 * Gives the columns of `groupingCols` and `sortingCols`, sorted, then `performance_indicator`,
 * `mean`, `std` (n - 1 below the root), `count` and `p_value`. With `pivot` it gives those of
 * `groupingCols`, and a column of p-values for each combination of `sortingCols`, called as its
 * value, or as `('net', 'train')` for several; NaN where a group has no such sample.
 *
 * NaN is left out of the values. The t-test needs two values in either sample, and is NaN where
 * there are fewer, or where neither varies and the means are equal. The Mann-Whitney test is exact
 * for samples without ties of which one has at most 8 values, else normal with corrections for ties
 * and continuity, and 1 where all values are equal. Both as SciPy has them.
 *
 * Throws a `UserError` for a column that there is not or that is named twice.
 *
 * ```js
 * const errors = Table.fromCsv('time_step,net,error\n1,A,1\n1,A,2\n1,B,3\n1,B,4\n1,B,5\n');
 * const tested = await computePvaluesAgainstBest(errors, {
 *   ...{ groupingCols: 'time_step', sortingCols: 'net', valueCol: 'error' },
 * });
 * for (const { net, mean, p_value } of tested) console.log(net, mean, p_value.toFixed(3));
 * ```
 *
 * ```
 * A 1.5 1.000
 * B 4 0.058
 * ```
 */
export async function computePvaluesAgainstBest(
  table: Table,
  options: PvalueOptions,
): Promise<Table> {
  const { pValuesAgainstBest } = await import('./p-values.js');
  return pValuesAgainstBest(table, options);
}
