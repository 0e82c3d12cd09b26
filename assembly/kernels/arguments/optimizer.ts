/**
 * Positions of the arguments of adam (kernels/optimizer.ts). Constants only: both languages import
 * the files of this folder.
 */

/** items = E, the seeds. Scratch: none. */
export enum Adam {
  /** Parameters, their gradient, first and second moments: tensors [E, n]. */
  P,
  G,
  M,
  V,
  /** The next p, m and v: p' may be p, m' may be m, v' may be v; any of the three may be g. */
  NEXT_P,
  NEXT_M,
  NEXT_V,
  /** Addresses of one value of T each, for all seeds. */
  LR,
  C1,
  C2,
  /** n: elements per seed. */
  LENGTH,
  /** β1, β2 and ε, each a float64 in two words. */
  BETA1,
  BETA2 = BETA1 + 2,
  EPSILON = BETA2 + 2,
}
