/** A study in a few facts. */

import type { ReportSummary } from '../study-report.js';
import type { StoredResult, StudyResults } from './results.js';
import type { Section } from './sections.js';

/** Seeds whose training did not stay finite. */
export const divergedOf = ({ wide, record }: StoredResult): number[] =>
  Array.from(wide.numbers('seed')).filter((seed) => record?.marks.diverged.includes(seed));

export function summaryOf(
  { results, failures, notices }: StudyResults,
  sections: readonly Section[],
): ReportSummary {
  return {
    experiments: results.length,
    seeds: results.reduce((sum, { wide }) => sum + wide.numRows, 0),
    sections: sections.length,
    failed: failures.map(({ name }) => name),
    diverged: results
      .map((result) => ({ name: result.name, seeds: divergedOf(result) }))
      .filter(({ seeds }) => seeds.length > 0),
    notices,
  };
}
