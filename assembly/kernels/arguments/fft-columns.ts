/** Positions of the arguments of fftColumns (kernels/fft-columns.ts). Strides are bytes. */

/** items = fields · others · vectors, in this order. Scratch: fftScratchBytes(n). */
export enum FftColumns {
  /** x and y may be the same array. */
  X,
  Y,
  /** Complex plan (kind 0) of n points. */
  PLAN,
  /** 16-byte vectors of a row. */
  VECTORS,
  /** Rows of the other leading axis, 1 if there is none. */
  OTHERS,
  X_FIELD,
  /** From the real to the imaginary parts. */
  X_PLANE,
  /** From row to row of the other axis. */
  X_OTHER,
  /** From row to row of this axis. */
  X_ROW,
  Y_FIELD,
  Y_PLANE,
  Y_OTHER,
  Y_ROW,
  /** n. */
  POINTS,
  /**
   * m, or 0 for the full layout: rows of y (forward) or x (inverse) along this axis are the modes
   * 0..m-1, n-m..n-1; on the other side there are n rows.
   */
  COMPACT,
  /** K: modes |k| > K along the axis are written as zero (forward) or count as zero; -1: none. */
  CUTOFF,
  /** 0: exp(-2πi kn/N), 1: exp(+2πi kn/N). */
  INVERSE,
  /**
   * Forward: where two rows of the layout are one mode, the first is zero; inverse: both are added
   * (0: the second overwrites the first).
   */
  ADJOINT,
  /**
   * Points of the other axis, where its rows are in the layout of OTHER_COMPACT and CUTOFF (rows
   * beyond the cutoff, and with ADJOINT first rows of one mode: zeros forward, untouched inverse);
   * else 0.
   */
  OTHER_POINTS,
  /** COMPACT of the other axis. */
  OTHER_COMPACT,
  /** Columns of x that count; forward, columns of y beyond are zero. */
  MODES,
  /** Columns of a row of y; a vector that reaches beyond is stored in part. */
  WIDTH,
}
