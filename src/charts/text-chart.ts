/**
 * Curves in characters, on a logarithmic axis. Each curve has a letter of its own, since colours are
 * lost in a file, and gaps where it has no place: what small libraries for charts in terminals
 * (asciichart) leave out.
 */

import { isSeen, logTicks, tickText, unseenText, widened } from '../drawing/index.js';
import { type Curve, type Curves, extentOf } from './curves.js';

export interface TextChartOptions {
  readonly title: string;
  /** What the places are. */
  readonly xLabel: string;
  /** In characters. */
  readonly width: number;
  /** In lines, without title, axis and legend. */
  readonly height: number;
}

/** In front of the axis. */
const LABEL = 9;

const letterOf = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + (index % 26));

/** The median at the place that is nearest; undefined where the axis has no place for it. */
function medianNear({ points }: Curve, place: number): number | undefined {
  const nearest = points.reduce((best, point) =>
    Math.abs(point.x - place) < Math.abs(best.x - place) ? point : best,
  );
  return isSeen(nearest.middle, 'log') ? nearest.middle : undefined;
}

/** The lines of a chart of the medians. */
export function textChart({ curves, unseen }: Curves, options: TextChartOptions): string[] {
  const { title, xLabel, width, height } = options;
  const columns = Math.max(16, width - LABEL - 2);
  const [bottom, top] = widened(extentOf(curves, 'log', ['middle']) ?? [1, 10], 'log');
  const drawn = curves.filter(({ points }) => points.length > 0);
  const places = drawn.flatMap(({ points }) => [points[0]!.x, points.at(-1)!.x]);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const rowOf = (value: number) => {
    const part = (Math.log(value) - Math.log(bottom)) / (Math.log(top) - Math.log(bottom));
    return height - 1 - Math.round(part * (height - 1));
  };
  const grid = Array.from({ length: height }, () => new Array<string>(columns).fill(' '));
  let isEmpty = true;
  // The first curve lies on top.
  for (const [index, curve] of [...drawn.entries()].reverse()) {
    for (let column = 0; column < columns; column++) {
      const value = medianNear(curve, first + ((last - first) * column) / (columns - 1));
      if (value === undefined) continue;
      grid[rowOf(value)]![column] = letterOf(index);
      isEmpty = false;
    }
  }
  const notes = [unseenText(unseen), isEmpty ? 'there is nothing to draw' : ''].filter(Boolean);
  const heading = notes.length === 0 ? title : `${title} (${notes.join('; ')})`;
  if (isEmpty) return [heading];
  const labels = new Map(logTicks(bottom, top).map((tick) => [rowOf(tick), tickText(tick)]));
  const ends = `${first}${String(last).padStart(columns - String(first).length)}`;
  return [
    heading,
    ...grid.map((line, row) =>
      `${(labels.get(row) ?? '').padStart(LABEL)} ${labels.has(row) ? '┤' : '│'}${line.join('')}`.trimEnd(),
    ),
    `${' '.repeat(LABEL)} └${'─'.repeat(columns)}`,
    `${' '.repeat(LABEL + 2)}${ends}`,
    ...(drawn.length > 1 || drawn[0]!.label !== ''
      ? drawn.map(({ label }, index) => `${' '.repeat(LABEL + 2)}${letterOf(index)}  ${label}`)
      : []),
    `${' '.repeat(LABEL + 2)}medians by ${xLabel}`,
  ];
}
