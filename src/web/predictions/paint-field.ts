/**
 * Values as pixels: by the colour map within the limits of a scale, and in colours that are none of
 * its own where they are beyond them or are no numbers.
 */

import {
  colour,
  type Limits,
  NOT_FINITE,
  type Plane,
  type PlaneChoice,
  planeOf,
  TOP_LEVEL,
} from '../../drawing/index.js';
import type { Trajectory } from '../protocol.js';

/** A trajectory, or what is left of it when another one is taken away. */
export interface Field {
  readonly trajectory: Trajectory;
  readonly minus?: Trajectory;
}

export const BELOW = NOT_FINITE + 1;
export const ABOVE = NOT_FINITE + 2;

/** What the map has not: yellow and green are neither red nor blue, whoever looks. */
const MARKS = new Map([
  [BELOW, [0, 158, 115]],
  [ABOVE, [240, 190, 20]],
]);

/** More pixels than a screen shows take time and nothing else. */
const MOST_COLUMNS = 1024;
const MOST_ROWS = 512;

/** The colour of every level, as one number in the byte order of the machine. */
export const COLOURS = (() => {
  const pixels = new Uint8ClampedArray(4 * (ABOVE + 1));
  for (let level = 0; level <= NOT_FINITE; level++) colour(pixels, 4 * level, level);
  for (const [level, rgb] of MARKS) pixels.set([...rgb, 255], 4 * level);
  return new Uint32Array(pixels.buffer);
})();

/** As `rgb(…)`: of a level or a mark. */
export function cssColour(level: number): string {
  return `rgb(${new Uint8Array(COLOURS.buffer, 4 * level, 3).join(' ')})`;
}

/** The level of a value; beyond the scale is what is so by more than half a level. */
export function markedLevel(value: number, [low, high]: Limits): number {
  if (!Number.isFinite(value)) return NOT_FINITE;
  const level = Math.round((TOP_LEVEL * (value - low)) / (high - low));
  if (level < 0) return BELOW;
  return level > TOP_LEVEL ? ABOVE : level;
}

export const shapeOf = ({ frames, channels, points, dims }: Trajectory): number[] => [
  frames,
  channels,
  ...new Array<number>(dims).fill(points),
];

/** The frame that is nearest to a time step: the last one for all later ones. */
export const frameAt = ({ frames, every }: Trajectory, step: number): number =>
  Math.min(frames - 1, Math.max(0, Math.round(step / every)));

/** Draws an image of a field, its first row at the bottom; whether it has marks. */
export function paintField(
  canvas: HTMLCanvasElement,
  { trajectory, minus }: Field,
  choice: PlaneChoice,
  limits: Limits,
): boolean {
  const plane = planeOf(shapeOf(trajectory), choice);
  const [width, height] = [Math.min(plane.columns, MOST_COLUMNS), Math.min(plane.rows, MOST_ROWS)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const taken = minus?.values ?? null;
  const hasMarks = writePixels(pixels, width, height, plane, limits, trajectory.values, taken);
  context.putImageData(image, 0, 0);
  return hasMarks;
}

function writePixels(
  pixels: Uint32Array,
  width: number,
  height: number,
  { from, rowStride, columnStride, rows, columns }: Plane,
  limits: Limits,
  values: Float32Array,
  taken: Float32Array | null,
): boolean {
  let highest = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((height - 1 - y) * rows) / height);
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x * columns) / width);
      const i = from + row * rowStride + column * columnStride;
      const value = taken === null ? values[i]! : values[i]! - taken[i]!;
      const level = markedLevel(value, limits);
      highest = Math.max(highest, level);
      pixels[y * width + x] = COLOURS[level]!;
    }
  }
  return highest > TOP_LEVEL;
}

/** Draws the colour map from low to high. */
export function paintScale(canvas: HTMLCanvasElement): void {
  canvas.width = TOP_LEVEL + 1;
  canvas.height = 1;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(TOP_LEVEL + 1, 1);
  new Uint32Array(image.data.buffer).set(COLOURS.subarray(0, TOP_LEVEL + 1));
  context.putImageData(image, 0, 0);
}
