/** What a time stepper needs to know of the nonlinear part of a PDE. */

import type { Tensor } from '../../graph/index.js';

/**
 * A nonlinear function N of a spectrum, as a sum of operators on transformed products:
 * N(u) = sum_p operator_p · rfft(product_p(u)).
 *
 * The inputs of the products are dealiased: modes above `dealiasingFraction * floor(N/2) - 1` on
 * any axis count as zero. What comes out of the products is not masked, as in exponax 0.1.0.
 */
export interface NonlinearFunction {
  /**
   * The products on the grid, each `[E, B, C, ...space]`, of a spectrum that holds `scale` times
   * the coefficients of the state.
   */
  products(uHat: Tensor, scale: number): Tensor[];
  /**
   * What the operators act on, made from the transforms of the products: these themselves where it
   * is not given.
   */
  spectra?(transforms: readonly Tensor[]): Tensor[];
  /** The operators, planes `[2, ...modes]`; they hold the 1/N^D of the transforms. */
  operators(): Float64Array[];
}
