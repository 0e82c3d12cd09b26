/** What a time stepper needs to know of the nonlinear part of a PDE. */

import type { Tensor } from '../../graph/index.js';
import type { DiagonalOperator } from '../diagonal-operator.js';

/** An operator times a number: the factor takes part in the integrator's own, before rounding. */
export type ScaledOperator = readonly [factor: number, operator: DiagonalOperator];

/**
 * A nonlinear function N of a state, as a sum of operators on products on the grid:
 * N(u) = sum_p operator_p · product_p(u).
 *
 * Spectra hold Fourier coefficients, so that `ops.irfft` of one is the field; how transforms are
 * scaled is the integrator's business. In exponax 0.1.0 the inputs of products are dealiased (modes
 * above `dealiasingFraction * floor(N/2) - 1` on any axis count as zero), what comes out of the
 * products is not masked.
 */
export interface NonlinearFunction {
  /**
   * p where every product is homogeneous of degree p, product(s u) = s^p product(u): the integrator
   * then hands in spectra that are a multiple of the coefficients, and takes its power out of the
   * products. null where they are not, as with a constant forcing or terms of several degrees, or
   * where powers of N^D would leave the range of float32: the integrator then scales spectra first.
   */
  readonly degree: number | null;
  /**
   * The products on the grid, each `[E, B, C, ...space]`, of a spectrum `[E, B, C, 2, ...modes]`.
   * Their first three extents may be 1, where seeds, samples or channels share a product.
   */
  products(uHat: Tensor): Tensor[];
  /**
   * What the operators act on, made from the transforms of the products: these themselves where it
   * is not given.
   */
  spectra?(transforms: readonly Tensor[]): Tensor[];
  /**
   * The operators, in the order of what they act on; one per channel may act on a shared product.
   */
  operators(): ScaledOperator[];
}
