/** Trajectories as levels of a colour map, laid out as images. */

import type { NdArray } from '../arrays.js';
import { planeOf } from './planes.js';

/**
 * A trajectory as colours: in 1D one image of time (columns) and space (rows), in 2D an image for
 * every time step (columns are the first axis), in 3D three slices through the middle for every
 * time step.
 *
 * `levels` are `[frames, channels, slices, rows, columns]`, the first row at the bottom; a level is
 * a position in the colour map from 0 to `TOP_LEVEL`, or `NOT_FINITE`.
 */
export interface Picture {
  readonly dims: number;
  readonly levels: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  readonly channels: number;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** Time steps that are shown, the initial state not counted. */
  readonly steps: number;
}

export const TOP_LEVEL = 254;
export const NOT_FINITE = 255;

export type Limits = readonly [low: number, high: number];

/** The level of a value: the whole range from `low` to `high`, cut off at its ends. */
export function levelOf(value: number, [low, high]: Limits): number {
  if (!Number.isFinite(value)) return NOT_FINITE;
  const position = (value - low) / (high - low);
  return Math.round(TOP_LEVEL * Math.min(1, Math.max(0, position)));
}

/** The picture of one trajectory `[T + 1, C, ...N]`. */
export function pictureOf({ data, shape }: NdArray, limits: Limits): Picture {
  const [states, channels, n, ...more] = shape as [number, number, number, ...number[]];
  const dims = 1 + more.length;
  const frames = dims === 1 ? 1 : states;
  const slices = dims === 3 ? 3 : 1;
  const columns = dims === 1 ? states : n;
  const levels = new Uint8Array(frames * channels * slices * n * columns);
  let at = 0;
  for (let image = 0; image < frames * channels * slices; image++) {
    const axis = image % slices;
    const channel = Math.floor(image / slices) % channels;
    const frame = Math.floor(image / (slices * channels));
    const plane = planeOf(shape, { frame, channel, axis, at: n >> 1 });
    const { from, rowStride, columnStride } = plane;
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < columns; column++) {
        levels[at++] = levelOf(data[from + row * rowStride + column * columnStride]!, limits);
      }
    }
  }
  return { dims, levels, frames, channels, slices, rows: n, columns, steps: states - 1 };
}
