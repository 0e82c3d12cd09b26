/** What nonlinear terms see of a spectrum. */

import { sizeOf } from '../../arrays.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type Domain, spatialShape } from '../../spectral/index.js';

/**
 * The field `[E, B, C, ...space]` of the modes with |k_i| <= `cutoff` on every axis; zero where the
 * cutoff is negative, so that no mode is left.
 */
export function dealiased(spectrum: Tensor, { dims, numPoints }: Domain, cutoff: number): Tensor {
  const space = spatialShape(dims, numPoints);
  if (cutoff >= 0) return ops.irfft(spectrum, space, { cutoff });
  const shape = [1, 1, spectrum.shape[2]!, ...space];
  return ops.constant(new Float64Array(sizeOf(shape)), shape);
}
