/** The grid of a periodic domain. */

import { type NdArray, sizeOf } from '../arrays.js';
import { checkOptions, FLAG } from '../checks.js';
import { checkDomain, type Domain } from './domain.js';
import { INDEXING, type Indexing, meshgrid } from './meshgrid.js';
import { stateParts } from './state.js';

/** What a periodic grid is. */
export interface GridOptions {
  /** Include the right boundary, N + 1 points along each axis. */
  full?: boolean;
  /** Shift the domain so that it lies around zero. */
  zeroCentered?: boolean;
  /** Default 'ij'. */
  indexing?: Indexing;
}

/**
 * The coordinates x_i = i L / N, one plane per axis: `[D, N, …, N]` (exponax: `make_grid`). The
 * right boundary is left out, since it is the left one.
 */
export function makeGrid(domain: Domain, options: GridOptions = {}): Float64Array {
  checkDomain(domain);
  checkOptions('grid', options, { full: FLAG, zeroCentered: FLAG, indexing: INDEXING });
  const { dims, domainExtent, numPoints } = domain;
  const { full = false, zeroCentered = false, indexing } = options;
  const shift = zeroCentered ? domainExtent / 2 : 0;
  const axis = Float64Array.from(
    { length: full ? numPoints + 1 : numPoints },
    (_, index) => (index * domainExtent) / numPoints - shift,
  );
  return meshgrid(new Array<Float64Array>(dims).fill(axis), indexing);
}

/**
 * A state `[C, N, …, N]` with its left boundary repeated at the right, `[C, N + 1, …, N + 1]`, as
 * pictures want it (exponax: `wrap_bc`). Rejects with a UserError what is no state.
 */
export async function wrapBc(state: NdArray): Promise<NdArray> {
  const { dims, numPoints, channels } = stateParts(state);
  const extent = numPoints + 1;
  const shape = [channels.length, ...new Array<number>(dims).fill(extent)];
  const size = sizeOf(shape.slice(1));
  const data = new Float64Array(channels.length * size);
  channels.forEach((u, c) => {
    for (let i = 0; i < size; i++) {
      let from = 0;
      for (let stride = size / extent; stride >= 1; stride /= extent) {
        from = from * numPoints + ((Math.floor(i / stride) % extent) % numPoints);
      }
      data[c * size + i] = u[from]!;
    }
  });
  return { data, shape };
}
