/**
 * Positions of the arguments of transforms whose samples lie side by side in vectors
 * (kernels/spectral-lanes.ts).
 */

/**
 * Of rfftLanes and irfftLanes; items = E·groups·C. Scratch: fftScratchBytes(n), and where
 * rfftLanes makes products, fftProductBytes(n).
 */
export enum LanesTransform {
  /** rfftLanes: the points; irfftLanes: the modes. */
  X,
  /** The other ones. Modes are [E, groups, C, 2, width] vectors. */
  Y,
  /** Real plan of n points, n even (kind 1). */
  PLAN,
  /** n. */
  POINTS,
  GROUPS,
  CHANNELS,
  BATCH,
  /** Modes that are computed, or that do not count as zero. */
  MODES,
  /** Of a spectrum: zeros from MODES on. */
  WIDTH,
  /** 1 if points are [E, B, C, n] numbers, 0 if they are [E, groups, C, n] vectors. */
  LINES,
  /** rfftLanes: a table of products (products.ts) whose vectors are transformed instead, or 0. */
  PRODUCTS,
}
