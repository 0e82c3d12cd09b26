import type { Store } from '../../study/index.js';
import type { ReportOptions, ReportSummary } from '../study-report.js';
export async function makeText(
  _s: Store,
  _o: ReportOptions,
  _w: number,
): Promise<{ text: string; summary: ReportSummary }> {
  throw new Error();
}
