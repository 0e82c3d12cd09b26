/** What a time stepper needs to know of the nonlinear part of a PDE. */

import type { Tensor } from '../../graph/index.js';

/**
 * A nonlinear function N of a spectrum, as a sum of operators on transformed products:
 * N(u) = sum_p operator_p · rfft(product_p(irfft(u))).
 *
 * The inputs of the products are dealiased: modes above `dealiasingFraction * floor(N/2) - 1` on
 * any axis count as zero. What comes out of the products is not masked, as in exponax 0.1.0.
 */
export interface NonlinearFunction {
  /** Transforms of the products, each `[E, B, C, 2, ...modes]`, of a spectrum of any scale. */
  products(uHat: Tensor): Tensor[];
  /**
   * The operators, planes `[2, ...modes]`, for a spectrum of the given scale; they yield N at
   * scale 1 and hold the 1/N^D of the transforms.
   */
  operators(scale: number): Float64Array[];
}
