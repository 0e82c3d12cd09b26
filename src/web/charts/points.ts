/** Finding points of lines by their places. */

import type { Line } from './line.js';

/** The first place of ascending numbers that is not below `value`; their number where there is none. */
function firstFrom(x: readonly number[], value: number): number {
  let [from, to] = [0, x.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (x[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The place of a line's point that is nearest; -1 where it has none. */
function nearestIndex(x: readonly number[], value: number): number {
  const after = firstFrom(x, value);
  if (after === 0) return x.length === 0 ? -1 : 0;
  return after < x.length && x[after]! - value < value - x[after - 1]! ? after : after - 1;
}

/** The place of a point of any of the lines that is nearest. */
export function nearestPlace(lines: readonly Line[], value: number): number | null {
  let nearest: number | null = null;
  for (const { x } of lines) {
    const place = x[nearestIndex(x, value)];
    if (place === undefined) continue;
    if (nearest === null || Math.abs(place - value) < Math.abs(nearest - value)) nearest = place;
  }
  return nearest;
}

/** The next place in a direction at which any of the lines has a point. */
export function nextPlace(lines: readonly Line[], value: number, step: 1 | -1): number | null {
  const places = lines.flatMap(({ x }) => {
    const from = firstFrom(x, value);
    const place = x[step < 0 ? from - 1 : x[from] === value ? from + 1 : from];
    return place === undefined ? [] : [place];
  });
  if (places.length === 0) return null;
  return step < 0 ? Math.max(...places) : Math.min(...places);
}

/** The first and the last place at which any of the lines has a point. */
export function endsOf(lines: readonly Line[]): readonly [number, number] | null {
  let ends: [number, number] | null = null;
  for (const { x } of lines) {
    const [first, last] = [x[0], x.at(-1)];
    if (first === undefined || last === undefined) continue;
    ends = ends === null ? [first, last] : [Math.min(ends[0], first), Math.max(ends[1], last)];
  }
  return ends;
}

/** The place of a line's point that stands for a place of the axis; -1 beyond its ends. */
export function indexAt({ x }: Line, place: number): number {
  if (x.length === 0 || place < x[0]! || place > x.at(-1)!) return -1;
  return nearestIndex(x, place);
}
