/** Which modes are kept: masks over the half spectrum, and the dealiasing cutoff. */

import { sizeOf } from '../arrays.js';
import { check, FINITE, FLAG, FRACTION } from '../checks.js';
import { checkGrid } from './domain.js';
import { modeShape, wavenumbers } from './modes.js';

/**
 * 1 where |k_i| <= cutoff on every axis, 0 elsewhere, `[...modes]`; with `axisSeparate` false
 * where the Euclidean norm of k is at most the cutoff (exponax: `low_pass_filter_mask`). The
 * cutoff may be fractional.
 */
export function lowPassMask(
  numSpatialDims: number,
  numPoints: number,
  cutoff: number,
  axisSeparate = true,
): Uint8Array {
  check('cutoff', cutoff, FINITE);
  check('axisSeparate', axisSeparate, FLAG);
  const k = wavenumbers(numSpatialDims, numPoints);
  const size = sizeOf(modeShape(numSpatialDims, numPoints));
  const mask = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    let largest = 0;
    let squares = 0;
    for (let axis = 0; axis < numSpatialDims; axis++) {
      const value = k[axis * size + i]!;
      largest = Math.max(largest, Math.abs(value));
      squares += value * value;
    }
    mask[i] = (axisSeparate ? largest : Math.sqrt(squares)) <= cutoff ? 1 : 0;
  }
  return mask;
}

/** 0 at the Nyquist modes of an even N, 1 elsewhere (exponax: `oddball_filter_mask`). */
export function oddballMask(numSpatialDims: number, numPoints: number): Uint8Array {
  checkGrid(numSpatialDims, numPoints);
  const highest = Math.floor(numPoints / 2);
  return lowPassMask(numSpatialDims, numPoints, numPoints % 2 === 1 ? highest : highest - 1);
}

/**
 * The highest wavenumber that a nonlinear function sees: |k_i| <= fraction * floor(N/2) - 1 on
 * every axis, inclusive. -1 means that nothing is kept, not even the mean.
 *
 * @throws UserError for a fraction that is not from 0 to 1.
 */
export function dealiasingCutoff(fraction: number, numPoints: number): number {
  check('a dealiasing fraction', fraction, FRACTION);
  checkGrid(1, numPoints);
  const half = Math.floor(numPoints / 2);
  return Math.max(-1, Math.min(half, Math.floor(fraction * half - 1)));
}
