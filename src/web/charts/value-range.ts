/** From where to where the vertical axis of a chart goes: by what there is to show. */

import { isSeen, type Scale, widened } from '../../drawing/index.js';
import type { Line } from './line.js';

/**
 * The better half of the curves is shown whole, and others as far as so many times the greatest
 * value of that half: one that blew up would flatten all else.
 */
const ROOM = { linear: 3, log: 1000 } as const;

/** So many times a reference is not far from it. */
const NEAR = 3;

/** Nothing below this part of the greatest value is told apart from it by numbers of 64 bits. */
const SMALLEST_PART = 1e-16;

/** An axis ends here: eight times as much is a number still. */
const HUGE = Number.MAX_VALUE / 8;

/** Beyond the least and the greatest value, as a part of the axis. */
const MARGIN = 0.05;

export type Range = readonly [low: number, high: number];

export const isWithin = (value: number, [low, high]: Range): boolean =>
  value >= low && value <= high;

/**
 * `reference` is a value that means something: the axis goes a little beyond it for any curve that does, and
 * comes down to it from curves that are not far above it.
 */
export function valueRange(lines: readonly Line[], scale: Scale, reference = 0): Range {
  const extents = lines.map((line) => extentOf(line, scale)).filter(([low, high]) => low <= high);
  if (extents.length === 0) return scale === 'log' ? [0.1, 1] : [0, 1];
  const tops = extents.map(([, high]) => high).sort((a, b) => a - b);
  const typical = tops[(tops.length - 1) >> 1]!;
  const most = typical > 0 ? Math.max(ROOM[scale] * typical, 1.2 * reference) : HUGE;
  const top = Math.max(-HUGE, Math.min(tops.at(-1)!, most, HUGE));
  const lowest = extents.reduce((low, extent) => Math.min(low, extent[0]), top);
  const isNear = lowest > reference && lowest < NEAR * reference;
  const least = isNear ? reference : Math.max(lowest, -HUGE);
  return scale === 'log' ? logRange(least, top) : linearRange(least, top);
}

function logRange(least: number, top: number): Range {
  const [low, high] = widened([Math.max(least, top * SMALLEST_PART), top], 'log');
  const margin = (high / low) ** MARGIN;
  return [Math.max(low / margin, Number.MIN_VALUE), Math.min(high * margin, Number.MAX_VALUE)];
}

/** With 0 where that is not far. */
function linearRange(least: number, top: number): Range {
  const [low, high] = widened([least, top], 'linear');
  const showsZero = least >= 0 && least <= (top - least) * 1.5;
  const margin = (high - (showsZero ? 0 : low)) * MARGIN;
  return [showsZero ? 0 : low - margin, high + margin];
}

/** The least and the greatest value of a line and of its band that an axis has a place for. */
function extentOf({ y, band }: Line, scale: Scale): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of band === undefined ? [y] : [y, band.low, band.high]) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!isSeen(value, scale)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}
