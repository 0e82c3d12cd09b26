/** Positions of the arguments of real transforms (kernels/spectral.ts). */

/**
 * Of rfft and irfft; items = lines. Scratch: fftScratchBytes(n), and where rfft makes products,
 * fftProductBytes(n).
 *
 * Row r of block b of modes lies at b · BLOCK_STRIDE + r · ROW_STRIDE bytes, its imaginary parts
 * PLANE bytes on; line l is row l mod ROWS of block l / ROWS.
 */
export enum RealTransform {
  /** rfft: lines of n points, one after the other; irfft: rows of modes. */
  X,
  /** rfft: rows of modes; irfft: lines. */
  Y,
  /** Of n points (kind 1, or 1 + 256·M with M >= the modes in use; assembly/fft/plan.ts). */
  PLAN,
  /** Rows of a block. */
  ROWS,
  BLOCK_STRIDE,
  ROW_STRIDE,
  PLANE,
  /** rfft: modes that are computed; irfft: those from there on count as zero. */
  MODES,
  /** rfft: modes that are written, zeros from MODES on; irfft does not use it. */
  WIDTH,
  /**
   * rfft: 1 doubles the modes 0 < k < n/2, which makes it the adjoint of irfft; irfft: 1 halves
   * them, which makes it the adjoint of rfft.
   */
  ADJOINT,
  /** rfft: a table of products (products.ts) that are transformed instead of x, or 0. */
  PRODUCTS,
}
