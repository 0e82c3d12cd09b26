/** Coordinates of all points of a grid from those along its axes. */

import { sizeOf } from '../arrays.js';
import { check, oneOf, requireMemory } from '../checks.js';

/** The order of the axes of an array: as they are, or with the first two swapped, as in numpy. */
export type Indexing = 'ij' | 'xy';

export const INDEXING = oneOf('ij', 'xy');

/** The coordinate along every axis, one plane per axis: `[D, ...extents]` (numpy: `meshgrid`). */
export function meshgrid(axes: readonly Float64Array[], indexing: Indexing = 'ij'): Float64Array {
  check('indexing', indexing, INDEXING);
  const order = axes.map((_, axis) => axis);
  if (indexing === 'xy' && axes.length > 1) order.splice(0, 2, 1, 0);
  const extents = axes.map((axis) => axis.length);
  requireMemory('a grid', [axes.length, ...extents]);
  const size = sizeOf(extents);
  const result = new Float64Array(axes.length * size);
  let stride = size;
  for (const axis of order) {
    const values = axes[axis]!;
    stride /= values.length;
    for (let i = 0; i < size; i++) {
      result[axis * size + i] = values[Math.floor(i / stride) % values.length]!;
    }
  }
  return result;
}
