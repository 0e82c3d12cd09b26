/**
 * What stands on top of the curves, in pixels from the top left of the plot: triangles where one
 * leaves the range, crosses where one ends being finite, and at the right the names of the lines.
 */

import type { Figure } from './figure.js';

export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  /** As in an SVG path, around the place of the mark. */
  readonly shape: string;
  readonly isFilled: boolean;
}

export interface Tag {
  readonly y: number;
  readonly colour: string;
  readonly text: string;
}

/** From values to pixels. */
export interface Places {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly height: number;
}

const SHAPES = {
  above: 'M-5 8L0 0L5 8Z',
  below: 'M-5 -8L0 0L5 -8Z',
  'not finite': 'M-4 -4L4 4M-4 4L4 -4',
  worse: 'M-5 4L0 -5L5 4Z',
} as const;

/** A dash of the line's colour and its name, from the right edge of the plot. */
export const TAG = { mark: 3, text: 10 } as const;

/** Around a text that may lie on a curve: half of it is seen. */
export const SEAM = 4;

/** Of a line of text. */
const TAG_HEIGHT = 11;

/** More names than this would not be read. */
const MOST_TAGS = 14;

/** How a value from `figure.y` or beyond lies in a plot of this height. */
export function placesOf({ x, y, scale }: Figure, width: number, height: number): Places {
  const position = scale === 'log' ? Math.log : (value: number) => value;
  const [bottom, top] = y.map(position) as [number, number];
  return {
    x: (value) => ((value - x[0]) / (x[1] - x[0])) * width,
    y: (value) => height * (1 - (position(value) - bottom) / (top - bottom)),
    height,
  };
}

export function marksOf({ departures, y: [low, high] }: Figure, places: Places): Mark[] {
  return departures.map(({ line, kind, index }): Mark => {
    const at = kind === 'not finite' ? Math.max(0, lastFinite(line.y, index)) : index;
    const value = line.y[at]!;
    const within = Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : high;
    const isAtEdge = kind === 'above' || kind === 'below';
    // Nothing of a cross is cut off by an edge.
    const room = isAtEdge ? 0 : 5;
    return {
      x: places.x(line.x[at]!),
      y: Math.min(places.height - room, Math.max(room, places.y(within))),
      colour: line.colour,
      shape: SHAPES[kind],
      isFilled: isAtEdge,
    };
  });
}

function lastFinite(values: ArrayLike<number>, before: number): number {
  let index = before - 1;
  while (index >= 0 && !Number.isFinite(values[index])) index--;
  return index;
}

/** Where the names of the lines stand, beside their last points, none on top of another. */
export function tagsOf({ lines, y: range }: Figure, places: Places): Tag[] {
  const tags = lines.flatMap(({ tag, colour, y, smoothed }) => {
    const values = smoothed ?? y;
    const value = values[lastFinite(values, values.length)];
    if (tag === undefined || value === undefined) return [];
    const within = Math.min(range[1], Math.max(range[0], value));
    return [{ text: tag, colour, y: places.y(within) }];
  });
  if (tags.length > MOST_TAGS || tags.length * TAG_HEIGHT > places.height) return [];
  tags.sort((a, b) => a.y - b.y);
  let least = TAG_HEIGHT / 2;
  const down = tags.map((tag) => {
    const y = Math.max(tag.y, least);
    least = y + TAG_HEIGHT;
    return { ...tag, y };
  });
  let most = places.height - TAG_HEIGHT / 2;
  return down
    .reverse()
    .map((tag) => {
      const y = Math.min(tag.y, most);
      most = y - TAG_HEIGHT;
      return { ...tag, y };
    })
    .reverse();
}
