/** What is made of results for people to read. */

export { type Quantiles, ROLLOUTS_1D } from './published.js';
export {
  type Cell,
  cellName,
  entryOf,
  REPRODUCTIONS,
  type Reproduction,
  type SeedResult,
} from './reproductions.js';
export { seedResults } from './seed-results.js';
export { SHOWN_STEPS, shownErrors, shownMetric } from './shown-errors.js';
export {
  type ReportOptions,
  type ReportSummary,
  reportPage,
  reportText,
} from './study-report.js';
export type { Verdict } from './verdict.js';
export { verdictsText } from './verdicts-text.js';
export { weightsHash } from './weights-hash.js';
