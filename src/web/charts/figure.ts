/** What a chart draws, in values: its axes, its curves thinned out for a screen, and its remarks. */

import {
  isSeen,
  linearTicks,
  linearTickText,
  logTicks,
  type Scale,
  tickText,
  widened,
} from '../../drawing/index.js';
import { type Aligned, alignedLines, type Curve } from './aligned-lines.js';
import { notesOf } from './chart-notes.js';
import type { LineChartOptions } from './chart-options.js';
import { type Departure, departuresOf } from './departures.js';
import type { Line } from './line.js';
import { endsOf } from './points.js';
import { type Range, valueRange } from './value-range.js';

/** A line stands for one of its kind: the values of `Line`, or the edge of its band. */
export interface Stroke {
  readonly line: Line;
  readonly kind: 'main' | 'behind' | 'low' | 'high';
}

export interface Figure {
  readonly options: LineChartOptions;
  readonly scale: Scale;
  readonly lines: readonly Line[];
  readonly x: Range;
  readonly y: Range;
  /** What is drawn, from the bottom to the top. */
  readonly strokes: readonly Stroke[];
  /** The values of each stroke. */
  readonly table: Aligned;
  readonly departures: readonly Departure[];
  readonly notes: readonly string[];
}

/** Pixels that all curves together have to share, so that many are drawn as fast as few. */
const MOST_COLUMNS = 4000;
const FEWEST_COLUMNS = 100;

export interface FigureOptions extends LineChartOptions {
  readonly scale: Scale;
  /** Pixels from the left to the right. */
  readonly columns: number;
}

export function figureOf(
  lines: readonly Line[],
  { scale, columns, ...options }: FigureOptions,
): Figure {
  const x = widened(endsOf(lines) ?? [0, 1], 'linear');
  const fixed = scale === 'linear' ? options.range : undefined;
  const y = fixed ?? valueRange(lines, scale, options.reference?.value);
  const strokes = [...lines.flatMap(strokesBehind), ...lines.map(asMain)];
  const table = alignedLines(
    strokes.map((stroke) => curveOf(stroke, scale, y)),
    Math.min(columns, Math.max(FEWEST_COLUMNS, Math.floor(MOST_COLUMNS / strokes.length))),
  );
  const departures = departuresOf(lines, { range: y, isToFall: options.isToFall });
  const place = options.place ?? options.xLabel;
  const notes = notesOf(lines, { departures, scale, place });
  return { options, scale, lines, x, y, strokes, table, departures, notes };
}

const asMain = (line: Line): Stroke => ({ line, kind: 'main' });

function strokesBehind(line: Line): Stroke[] {
  const band = line.band === undefined ? [] : (['low', 'high'] as const);
  const behind = line.smoothed === undefined ? [] : (['behind'] as const);
  return [...band, ...behind].map((kind) => ({ line, kind }));
}

/** Values far beyond the range are drawn at most its height away: canvases are not for larger numbers. */
function curveOf({ line, kind }: Stroke, scale: Scale, [low, high]: Range): Curve {
  const isEdge = kind === 'low' || kind === 'high';
  const y = isEdge ? line.band![kind] : kind === 'main' ? (line.smoothed ?? line.y) : line.y;
  const [least, most] =
    scale === 'log'
      ? [Math.max(Number.MIN_VALUE, (low / high) * low), (high / low) * high]
      : [2 * low - high, 2 * high - low];
  const drawn = (value: number): number | null => {
    // A band may end at zero, which a logarithmic axis does not have.
    if (!isSeen(value, scale)) return isEdge && value <= 0 ? least : null;
    return Math.min(most, Math.max(least, value));
  };
  return { x: line.x, y, drawn };
}

/** A tick of an axis, and its text. */
export type Tick = readonly [value: number, text: string];

export function xTicks({ x: [low, high], options }: Figure, width: number): Tick[] {
  const count = Math.max(2, Math.floor(width / 64));
  const ticks = linearTicks(low, high, count, options.isFractional ? 0 : 1);
  return ticks.map((tick) => [tick, linearTickText(tick)]);
}

export function yTicks({ y: [low, high], scale }: Figure, height: number): Tick[] {
  if (scale === 'linear') {
    const ticks = linearTicks(low, high, Math.max(2, Math.floor(height / 34)));
    return ticks.map((tick) => [tick, linearTickText(tick)]);
  }
  return logTicks(low, high).map((tick) => [tick, tickText(tick)]);
}
