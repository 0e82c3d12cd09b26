/** Colours: the map RdBu_r of values, and the palette of runs. */

import { interpolateRdBu, schemeObservable10 } from 'd3-scale-chromatic';
import { NOT_FINITE, TOP_LEVEL } from './pictures.js';

/** The colour of every level as the bytes red, green, blue of an image: blue low, red high. */
const MAP = Array.from({ length: NOT_FINITE + 1 }, (_, level) =>
  level === NOT_FINITE ? [128, 128, 128] : rgb(interpolateRdBu(1 - level / TOP_LEVEL)),
);

function rgb(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** Writes the colours of levels into the pixels of an image. */
export function colour(pixels: Uint8ClampedArray, at: number, level: number): void {
  const [red, green, blue] = MAP[level]!;
  pixels[at] = red!;
  pixels[at + 1] = green!;
  pixels[at + 2] = blue!;
  pixels[at + 3] = 255;
}

/** The colour of the nth run. */
export function runColour(index: number): string {
  return schemeObservable10[index % schemeObservable10.length]!;
}
