/** Positions of the arguments of sums (kernels/reduce.ts). */

/** items: elements of y. Scratch: none. */
export enum Sum {
  X,
  Y,
  /** Number of kept axes. */
  KEPT,
  /** Number of summed axes, at least 1. */
  SUMMED,
  /** Kept extents, kept strides, summed extents, summed strides (elements of x). */
  AXES,
}

/** items = E · inner. Scratch: BATCH_SUM_SCRATCH bytes. */
export enum BatchSum {
  /** [E, B, inner]. */
  X,
  /** [E, 1, inner]. */
  Y,
  BATCH,
  INNER,
}

/** A float64 for each of at most ten chunks. */
export const BATCH_SUM_SCRATCH = 80;
