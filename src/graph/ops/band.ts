/** Which modes of a Fourier transform are stored and used: what rfft and irfft share. */

import { sizeOf } from '../../arrays.js';
import { LATER, type Rules } from '../../checks.js';
import { UserError } from '../../errors.js';
import type { Shape } from '../tensor.js';
import { onAxis, type PerAxis } from './per-axis.js';

/** Which modes a spectral tensor stores, and which of them a transform uses. */
export interface Band {
  /**
   * m, of all axes or of each: only modes 0 … m-1 of the last axis and 0 … m-1, -m … -1 of the
   * others are stored (an FNO's truncation); null: all are, N/2+1 of them along the last axis.
   */
  modes: PerAxis | null;
  /** K: modes with |k_i| > K on any axis count as zero (dealiasing); null: none does. */
  cutoff: number | null;
}

/** What they may be; `checkModes` knows how many there are. */
export const BAND: Rules = {
  modes: LATER,
  cutoff: {
    allowed: 'a number, or null',
    fits: (value) => value === null || typeof value === 'number',
  },
};

/** The shape of the modes of a transform of `space`. */
export function modeShape(space: Shape, modes: PerAxis | null): number[] {
  const last = space.length - 1;
  return space.map((n, axis) => {
    if (modes === null) return axis === last ? (n >> 1) + 1 : n;
    return onAxis(modes, axis) * (axis === last ? 1 : 2);
  });
}

/** The most modes that can be stored of each axis. */
export const mostModes = (space: Shape): number[] =>
  space.map((n, axis) => (axis === space.length - 1 ? (n >> 1) + 1 : n));

/** Throws where more modes are asked for than there are. */
export function checkModes(op: string, space: Shape, modes: PerAxis | null): void {
  if (modes === null) return;
  const most = mostModes(space);
  const own = most.map((_, axis) => onAxis(modes, axis));
  const isList = typeof modes !== 'number';
  if ((isList && modes.length !== space.length) || own.some((m, a) => !(m >= 1 && m <= most[a]))) {
    throw new UserError(`${op}: ${modes} modes of [${space}] points; at most ${most}`);
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
