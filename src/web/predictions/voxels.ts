/** A field in 3D as bytes: levels of the colour map, with less of them, and the marks beside it. */

import { type Limits, TOP_LEVEL } from '../../drawing/index.js';
import { ABOVE, COLOURS, type Field, markedLevel } from './paint-field.js';

/** The map has two levels less than in pictures, for the marks. */
const TOP_VOXEL = TOP_LEVEL - 2;

/** From 0 to `TOP_VOXEL`, then not finite, below, above. */
export function voxelOf(level: number): number {
  if (level > TOP_LEVEL) return TOP_VOXEL + level - TOP_LEVEL;
  return Math.round((level * TOP_VOXEL) / TOP_LEVEL);
}

/** On an axis: more cannot be told apart in a box that one sees through. */
const MOST_POINTS = 64;

export interface Voxels {
  /** `[x, y, z]`, of every second, third, … point where these are many. */
  readonly values: Uint8Array<ArrayBuffer>;
  readonly points: number;
}

/** The voxels of one channel of a frame. */
export function voxelsOf(
  { trajectory, minus }: Field,
  { frame, channel }: { readonly frame: number; readonly channel: number },
  limits: Limits,
): Voxels {
  const { values, channels, points: n } = trajectory;
  const stride = Math.ceil(n / MOST_POINTS);
  const points = Math.ceil(n / stride);
  const from = (frame * channels + channel) * n ** 3;
  const voxels = new Uint8Array(points ** 3);
  for (let voxel = 0; voxel < voxels.length; voxel++) {
    const [x, y] = [Math.floor(voxel / points ** 2), Math.floor(voxel / points) % points];
    const i = from + stride * ((x * n + y) * n + (voxel % points));
    const value = values[i]! - (minus?.values[i] ?? 0);
    voxels[voxel] = voxelOf(markedLevel(value, limits));
  }
  return { values: voxels, points };
}

/**
 * Red, green, blue and strength of every voxel value: none in the middle of the map, all of it at its
 * ends and for marks.
 */
export function colourTable(): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(4 * 256);
  const colours = new Uint8Array(COLOURS.buffer);
  for (let level = 0; level <= ABOVE; level++) {
    const at = 4 * voxelOf(level);
    table.set(colours.subarray(4 * level, 4 * level + 3), at);
    const distance = Math.abs(2 * (level / TOP_LEVEL) - 1);
    table[at + 3] = level > TOP_LEVEL ? 255 : Math.round(255 * distance ** 2);
  }
  return table;
}
