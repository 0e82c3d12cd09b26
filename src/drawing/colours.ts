/** The map RdBu_r of values: blue low, white in the middle, red high. */

import { NOT_FINITE, TOP_LEVEL } from './pictures.js';

/** ColorBrewer's RdBu with eleven colours, from red to blue. */
const RED_TO_BLUE = [
  ...['#67001f', '#b2182b', '#d6604d', '#f4a582', '#fddbc7', '#f7f7f7'],
  ...['#d1e5f0', '#92c5de', '#4393c3', '#2166ac', '#053061'],
].map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));

/** The colour of every level as the bytes red, green, blue of an image. */
const MAP = Array.from({ length: NOT_FINITE + 1 }, (_, level) =>
  level === NOT_FINITE ? [128, 128, 128] : between(1 - level / TOP_LEVEL),
);

/** The colour at a place from 0 to 1, by a uniform cubic B-spline, as d3-scale-chromatic has it. */
function between(place: number): number[] {
  const last = RED_TO_BLUE.length - 1;
  const from = Math.min(last - 1, Math.floor(place * last));
  const t = place * last - from;
  const weights = [
    (1 - t) ** 3,
    4 - 6 * t ** 2 + 3 * t ** 3,
    1 + 3 * t + 3 * t ** 2 - 3 * t ** 3,
    t ** 3,
  ];
  return [0, 1, 2].map((part) => {
    // Beyond its ends the row of colours goes on as straight as it ended.
    const at = (index: number): number =>
      index < 0
        ? 2 * at(0) - at(1)
        : index > last
          ? 2 * at(last) - at(last - 1)
          : RED_TO_BLUE[index]![part]!;
    const sum = weights.reduce((total, weight, i) => total + weight * at(from - 1 + i), 0);
    return Math.round(Math.min(255, Math.max(0, sum / 6)));
  });
}

/** Writes the colours of levels into the pixels of an image. */
export function colour(pixels: Uint8ClampedArray, at: number, level: number): void {
  const [red, green, blue] = MAP[level]!;
  pixels[at] = red!;
  pixels[at + 1] = green!;
  pixels[at + 2] = blue!;
  pixels[at + 3] = 255;
}
