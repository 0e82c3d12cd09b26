/** Numbers of a report as text. */

import { short } from '../verdicts-text.js';
import type { NetworkRow } from './sections.js';
import type { Spread } from './types.js';

/** Three digits; a dash where there is none. */
export const number = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : short(value);

/** With a mark at every thousand. */
export const whole = (value: number | undefined): string =>
  value === undefined ? '–' : value.toLocaleString('en');

/** `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  if (seconds < 60) return `${number(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    const rounded = Math.round(seconds);
    return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  }
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The median, and where there are several seeds the quartiles. */
export function spreadText({ seeds, low, middle, high }: Spread): string {
  if (seeds < 2) return number(middle);
  return `${number(middle)} (${number(low)} to ${number(high)})`;
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole(count)} ${count === 1 ? one : many}`;

/** The seeds of a network, and of them those that have a score. */
export const seedsText = ({ seeds, spread }: NetworkRow): string =>
  spread.seeds === seeds ? whole(seeds) : `${whole(spread.seeds)} of ${whole(seeds)}`;
