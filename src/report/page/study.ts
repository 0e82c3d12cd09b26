/** A study as a report reads it, and in a few facts. */

import type { Store } from '../../study/index.js';
import { compare } from './comparison.js';
import { readResults, type StoredResult, type StudyResults } from './results.js';
import { type Section, sectionsOf } from './sections.js';
import type { Comparison, ReportOptions, ReportSummary } from './types.js';

export interface ReportedStudy {
  readonly study: StudyResults;
  readonly sections: readonly Section[];
  /** The study that it is held against. */
  readonly other?: { readonly root: string; readonly sections: readonly Section[] };
  readonly comparison?: Comparison;
  readonly summary: ReportSummary;
}

/** Throws a `UserError` for a folder without results. */
export async function readStudy(
  store: Store,
  { compare: against }: ReportOptions,
): Promise<ReportedStudy> {
  const study = await readResults(store);
  const sections = await sectionsOf(study.results);
  const other = against && {
    root: against.root,
    sections: await sectionsOf((await readResults(against)).results),
  };
  const comparison = other && (await compare(sections, other.sections, other.root));
  return { study, sections, other, comparison, summary: summaryOf(study, sections, comparison) };
}

/** Seeds whose training did not stay finite. */
export const divergedOf = ({ wide, record }: StoredResult): number[] =>
  Array.from(wide.numbers('seed')).filter((seed) => record?.marks.diverged.includes(seed));

function summaryOf(
  { results, failures, notices }: StudyResults,
  sections: readonly Section[],
  comparison: Comparison | undefined,
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
    comparison,
  };
}
