/** Verdicts as a Markdown table. */

import { markdownTable } from './markdown-table.js';
import type { Verdict } from './verdict.js';

/** Three significant digits, without an exponent where the number is a usual one. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : String(value);
  const digits = value.toPrecision(3);
  return digits.includes('e') ? value.toExponential(2) : String(Number(digits));
}

const HEADINGS = ['what', 'ours', 'reported', 'should lie in', 'does it'];

/** What decides is in capital letters where it does not hold. */
function answer({ holds, decides }: Verdict): string {
  if (holds) return 'yes';
  return decides ? 'NO' : 'no';
}

/** A row for each verdict. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((one) => [
    one.what,
    short(one.ours),
    one.reported === undefined ? '' : short(one.reported),
    `${short(one.band[0])} to ${short(one.band[1])}`,
    answer(one),
  ]);
  return markdownTable(HEADINGS, rows);
}
