/** The weights of modes in the metrics of Fourier coefficients. */

import { core } from '../core/index.js';
import { lowPassMask, scalingArray, wavenumbers } from '../spectral/index.js';

/** Which modes count, and the derivative whose coefficients they are. */
export interface FourierMetricOptions {
  /** L, the length of an axis; default 1. */
  domainExtent?: number;
  /** The lowest |k| that counts, on the axis where it is largest; default 0. */
  low?: number;
  /** The highest |k| that counts on any axis; default: all of them. */
  high?: number;
  /** Of a derivative along each axis, its order, which may be fractional; default: none. */
  derivativeOrder?: number | null;
}

/** Coefficients of smaller modulus are rounding noise of the transform and count as 0. */
export const NEGLIGIBLE = 1e-5;

/**
 * The factors w with which (sum_k w_k |X_k|^p)^q is a norm of the field with the unscaled
 * coefficients X, one plane `[...modes]` per component of the derivative, one plane without a
 * derivative:
 *
 *   w = (L/N)^D |2π k_j / L|^(p o) / reconstruction scaling
 *
 * inside the shell low <= max_i |k_i| <= high, and 0 outside it. With the order o = 0 there are D
 * equal planes (exponax: `fourier_aggregator`). Needs the core.
 */
export function fourierWeights(
  dims: number,
  numPoints: number,
  innerExponent: number,
  { domainExtent = 1, low = 0, high = numPoints, derivativeOrder = null }: FourierMetricOptions,
): Float64Array[] {
  const { pow } = core();
  const inside = lowPassMask(dims, numPoints, high);
  const below = lowPassMask(dims, numPoints, low - 1);
  let cell = 1;
  for (let axis = 0; axis < dims; axis++) cell *= domainExtent / numPoints;
  const plain = scalingArray(dims, numPoints, 'reconstruction').map((scaling, i) =>
    inside[i] === 1 && below[i] === 0 ? cell / scaling : 0,
  );
  if (derivativeOrder === null) return [plain];
  const k = wavenumbers(dims, numPoints);
  const unit = (2 * Math.PI) / domainExtent;
  const exponent = innerExponent * derivativeOrder;
  return Array.from({ length: dims }, (_, axis) =>
    plain.map((w, i) => w * pow(unit * Math.abs(k[axis * plain.length + i]!), exponent)),
  );
}
