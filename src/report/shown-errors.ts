/** The errors that commands show: a table with a row for each of the original's time steps. */

import { BASE_NAMES, pivotMedian } from '../study/index.js';
import type { Table } from '../tables/index.js';

/** The steps that the original's table shows, as far as the rollout goes. */
export const SHOWN_STEPS = [1, 2, 3, 4, 5, 10, 20, 50, 100, 200];

const USUAL = 'mean_nRMSE';

/** Of metrics whose size is not known beforehand. */
const DIGITS = 6;

/** Of the metrics of a long or a wide table the one to show, where there is any. */
export const shownMetric = (names: readonly string[]): string | undefined =>
  names.includes(USUAL) ? USUAL : names[0];

/**
 * The medians of a long table's mean_nRMSE, or under its name of the first metric that there is, and
 * an empty line; nothing where there is none.
 */
export async function shownErrors(metrics: Table | undefined): Promise<string> {
  const noMetrics: readonly string[] = [...BASE_NAMES, 'time_step'];
  const names = (metrics?.columnNames ?? []).filter((name) => !noMetrics.includes(name));
  const value = shownMetric(names);
  if (metrics === undefined || value === undefined) return '';
  if (value === USUAL) return `${await pivotMedian(metrics, { rows: SHOWN_STEPS })}\n\n`;
  const table = await pivotMedian(metrics, { value, rows: SHOWN_STEPS, digits: DIGITS });
  return `${value}:\n\n${table}\n\n`;
}
