/** Positions of the arguments of treeSum (kernels/tree-sum.ts). */

/** items = E. Scratch: none. */
export enum TreeSum {
  /** Tensor [E, nc, len]; not kept (levels are written in place). */
  PARTIALS,
  /** Tensor [E, len]; may be the partials themselves only if nc = 1 or E = 1. */
  OUT,
  /** nc: chunks. */
  CHUNKS,
  /** len: elements of a partial. */
  LENGTH,
  /** Multiplied after the sum; a float64 in two words, 1 for none. */
  SCALE,
}
