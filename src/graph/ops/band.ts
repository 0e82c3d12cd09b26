/** Which modes of a Fourier transform are stored and used: what rfft and irfft share. */

import { sizeOf } from '../../arrays.js';
import type { Shape } from '../tensor.js';

/** Which modes a spectral tensor stores, and which of them a transform uses. */
export interface Band {
  /**
   * m: only modes 0 … m-1 of the last axis and 0 … m-1, -m … -1 of the others are stored (an FNO's
   * truncation); null: all are, N/2+1 of them along the last axis.
   */
  modes: number | null;
  /** K: modes with |k_i| > K on any axis count as zero (dealiasing); null: none does. */
  cutoff: number | null;
}

/** The shape of the modes of a transform of `space`. */
export function modeShape(space: Shape, modes: number | null): number[] {
  const last = space.length - 1;
  return space.map((n, axis) => {
    if (axis === last) return modes ?? (n >> 1) + 1;
    return modes === null ? n : 2 * modes;
  });
}

/** Throws where more modes are asked for than there are. */
export function checkModes(op: string, space: Shape, modes: number | null): void {
  if (modes === null) return;
  const n = space[space.length - 1];
  if (!(modes >= 1 && modes <= (n >> 1) + 1 && space.slice(0, -1).every((e) => modes <= e))) {
    throw new Error(`${op}: ${modes} modes of [${space}] points; at most ${(n >> 1) + 1}`);
  }
}

/**
 * Floating-point operations of transforming `lines` fields: 2.5 N log2 N each (half a complex
 * transform's 5 N log2 N).
 */
export function fftCost(lines: number, space: Shape): number {
  const n = sizeOf(space);
  let log = 0;
  for (let m = 1; m < n; m *= 2) log++;
  return 2.5 * n * log * lines;
}
