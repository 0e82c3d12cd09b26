/** A study as a page or as text; what makes them is loaded when they are asked for. */

import type { Store } from '../study/index.js';
import type { ReportOptions, ReportSummary } from './page/types.js';

export type { ReportOptions, ReportSummary };

/**
 * The page of a study, one HTML text that loads nothing; its pictures are handed to `onPicture` as SVG
 * files, one by one. The same results give the same bytes.
 *
 * Throws a `UserError` for a folder without results.
 */
export async function reportPage(
  store: Store,
  options: ReportOptions,
  onPicture: (file: string, svg: string) => Promise<void>,
): Promise<{ page: string; summary: ReportSummary }> {
  const { makePage } = await import('./page/page.js');
  return makePage(store, options, onPicture);
}

/** The same as text of at most so many columns. */
export async function reportText(
  store: Store,
  options: ReportOptions,
  width: number,
): Promise<{ text: string; summary: ReportSummary }> {
  const { makeText } = await import('./page/text.js');
  return makeText(store, options, width);
}
