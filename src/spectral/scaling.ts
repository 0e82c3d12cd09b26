/** Factors between Fourier coefficients and the amplitudes that a person would call them. */

import { sizeOf } from '../arrays.js';
import { check, oneOf } from '../checks.js';
import { axisWavenumbers, modeShape } from './modes.js';

/**
 * What the factors are for: undoing the transform's own scaling (`norm_compensation`),
 * reconstructing from the half spectrum (`reconstruction`), or reading amplitudes of sines and
 * cosines off it (`coef_extraction`).
 */
export type ScalingMode = 'norm_compensation' | 'reconstruction' | 'coef_extraction';

export const SCALING_MODES = oneOf('norm_compensation', 'reconstruction', 'coef_extraction');

/**
 * The product over the axes of s(k), `[...modes]`: s is N for the mean and for the Nyquist mode
 * of an even N, otherwise N/d, where d is 2 on the axes that the mode doubles (none, the last,
 * all of them) and 1 on the others (exponax: `build_scaling_array`).
 */
export function scalingArray(
  numSpatialDims: number,
  numPoints: number,
  mode: ScalingMode,
): Float64Array {
  check('the scaling mode', mode, SCALING_MODES);
  const shape = modeShape(numSpatialDims, numPoints);
  const size = sizeOf(shape);
  const result = new Float64Array(size).fill(1);
  let stride = size;
  for (let axis = 0; axis < numSpatialDims; axis++) {
    const last = axis === numSpatialDims - 1;
    const doubled = mode === 'coef_extraction' || (mode === 'reconstruction' && last);
    const factors = axisWavenumbers(numPoints, last).map((k) =>
      k === 0 || 2 * Math.abs(k) === numPoints || !doubled ? numPoints : numPoints / 2,
    );
    stride /= shape[axis]!;
    for (let i = 0; i < size; i++) {
      result[i]! *= factors[Math.floor(i / stride) % shape[axis]!]!;
    }
  }
  return result;
}
