/** The texts along the axes of pictures. */

import type { Trajectory } from '../protocol.js';

export const SLICES = ['x = ½', 'y = ½', 'z = ½'];
export const AXES = ['x', 'y', 'z'];

/** The horizontal axis from the left, the vertical one from the top. */
export function axesOf(
  { dims, frames, every }: Trajectory,
  slice: number,
): { x: string[]; y: string[] } {
  if (dims === 1) {
    return { x: ['0', 'time step', String((frames - 1) * every)], y: ['1', 'x', '0'] };
  }
  const [horizontal, vertical] = axesInPlane(dims, slice).map((axis) => AXES[axis]!);
  return { x: ['0', horizontal!, '1'], y: ['1', vertical!, '0'] };
}

/** The axes of space that an image shows, the horizontal one first: in 3D of the slice normal to one. */
export function axesInPlane(dims: number, slice: number): number[] {
  if (dims === 2) return [0, 1];
  return [0, 1, 2].filter((axis) => axis !== slice);
}
