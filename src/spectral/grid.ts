/** The grid of a periodic domain. */

import { sizeOf } from '../arrays.js';
import type { Domain } from './domain.js';

export interface GridOptions {
  /** Include the right boundary, N + 1 points along each axis. */
  full?: boolean;
  /** Shift the domain so that it lies around zero. */
  zeroCentered?: boolean;
}

/**
 * The coordinates x_i = i L / N, one plane per axis: `[D, N, …, N]`, index order "ij"
 * (exponax: `make_grid`). The right boundary is left out, since it is the left one.
 */
export function makeGrid(
  { dims, domainExtent, numPoints }: Domain,
  { full = false, zeroCentered = false }: GridOptions = {},
): Float64Array {
  const extent = full ? numPoints + 1 : numPoints;
  const size = sizeOf(new Array<number>(dims).fill(extent));
  const result = new Float64Array(dims * size);
  const shift = zeroCentered ? domainExtent / 2 : 0;
  let stride = size;
  for (let axis = 0; axis < dims; axis++) {
    stride /= extent;
    for (let i = 0; i < size; i++) {
      const index = Math.floor(i / stride) % extent;
      result[axis * size + i] = (index * domainExtent) / numPoints - shift;
    }
  }
  return result;
}
