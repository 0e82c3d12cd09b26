/** Where curves leave the range that a chart shows, or end being numbers. */

import type { Line } from './line.js';
import type { Range } from './value-range.js';

export interface Departure {
  readonly line: Line;
  /** `worse`: it ended higher than it began. */
  readonly kind: 'above' | 'below' | 'not finite' | 'worse';
  /** The first place of the line where it is so; of `worse` the last one. */
  readonly index: number;
  /** The value that is farthest away; of `not finite` the first one. */
  readonly value: number;
}

export interface DepartureOptions {
  readonly range: Range;
  /** Whether a curve is to end below its start. */
  readonly isToFall?: boolean;
}

export const departuresOf = (
  lines: readonly Line[],
  options: DepartureOptions,
): readonly Departure[] => lines.flatMap((line) => departuresOfLine(line, options));

function departuresOfLine(line: Line, { range: [low, high], isToFall }: DepartureOptions) {
  const { y } = line;
  const found: Departure[] = [];
  let [above, below, first, last] = [-1, -1, -1, -1];
  let [most, least] = [high, low];
  let notFinite = -1;
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      if (notFinite < 0) notFinite = i;
      continue;
    }
    if (first < 0) first = i;
    last = i;
    if (value > high && above < 0) above = i;
    // Zeros have no place on a logarithmic axis; a chart counts them.
    if (value < low && value !== 0 && below < 0) below = i;
    most = Math.max(most, value);
    if (value !== 0) least = Math.min(least, value);
  }
  if (above >= 0) found.push({ line, kind: 'above', index: above, value: most });
  if (below >= 0) found.push({ line, kind: 'below', index: below, value: least });
  if (notFinite >= 0) {
    found.push({ line, kind: 'not finite', index: notFinite, value: y[notFinite]! });
  }
  // Of one that diverged nobody has to be told.
  if (isToFall && notFinite < 0 && last > first && y[last]! > y[first]!) {
    found.push({ line, kind: 'worse', index: last, value: y[last]! });
  }
  return found;
}
