/** What a chart says in words: of every curve for screen readers, and of what it could not show for all. */

import { countUnseen, type Scale, unseenText } from '../../drawing/index.js';
import { threeDigits, whole } from '../number-format.js';
import type { Departure } from './departures.js';
import { type Line, nameOf } from './line.js';

/** Lines that a sentence names. */
const MOST_NAMED = 6;

export interface NoteOptions {
  readonly departures: readonly Departure[];
  readonly scale: Scale;
  /** What one place of the horizontal axis is called: `time step`. */
  readonly place: string;
}

export function notesOf(lines: readonly Line[], { departures, scale, place }: NoteOptions) {
  const where = ({ line, index }: Departure) => `${place} ${whole(line.x[index]!)}`;
  const sentence = (
    kind: Departure['kind'],
    start: string,
    details: (departure: Departure) => string,
  ): string => {
    const of = departures.filter((one) => one.kind === kind);
    const named = of.slice(0, MOST_NAMED).map((one) => `${nameOf(one.line)} ${details(one)}`);
    const rest = of.length - named.length;
    if (of.length === 0) return '';
    return `${start}: ${[...named, ...(rest > 0 ? [`${rest} more`] : [])].join(', ')}.`;
  };
  const upTo = (word: string) => (one: Departure) =>
    `at ${where(one)} (${word} ${threeDigits(one.value)})`;
  const firstOf = ({ y }: Line) => Array.prototype.find.call(y, Number.isFinite) as number;
  const unseen = unseenText(
    lines.reduce(
      (sum, { y }) => {
        const of = countUnseen(y, scale);
        return {
          values: sum.values + of.values,
          nan: sum.nan + of.nan,
          infinite: sum.infinite + of.infinite,
          notPositive: sum.notPositive + of.notPositive,
        };
      },
      { values: 0, nan: 0, infinite: 0, notPositive: 0 },
    ),
  );
  return [
    sentence('not finite', 'Diverged', (one) => `at ${where(one)} (${threeDigits(one.value)})`),
    sentence('above', 'Above the range', upTo('up to')),
    sentence('below', 'Below the range', upTo('down to')),
    sentence(
      'worse',
      'Worse than at the start',
      ({ line, value }) => `(${threeDigits(value)}, from ${threeDigits(firstOf(line))})`,
    ),
    unseen === '' ? '' : `Drawn ${unseen}.`,
    lines.some(({ band }) => band !== undefined)
      ? 'Lines are medians over the seeds, bands their quartiles.'
      : '',
  ].filter(Boolean);
}

/** `LABEL: N points, from A at X to B at Y.` */
export function inWords({ label, x, y }: Line): string {
  let [count, first, last] = [0, -1, -1];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) continue;
    count++;
    if (first < 0) first = i;
    last = i;
  }
  if (count === 0) return `${label}: no points yet.`;
  const at = (i: number) => `${threeDigits(y[i]!)} at ${whole(x[i]!)}`;
  return `${label}: ${count} points, from ${at(first)} to ${at(last)}.`;
}
