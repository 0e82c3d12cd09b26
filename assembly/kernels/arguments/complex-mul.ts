/** Positions of the arguments of complexMul (kernels/complex-mul.ts). */

/** items = E·B·C·pieces; a piece is a range of modes. Scratch: none. */
export enum ComplexMul {
  A,
  B,
  /** [E, B, C, 2, M], M the product of the mode axes. */
  Y,
  BATCH,
  CHANNELS,
  /** M. */
  MODES,
  /** Modes of a piece, a multiple of 4; the last one may be shorter. */
  PIECE,
  /**
   * Axes present in a: bit 0 E, bit 1 B, bit 2 C, bit 3 modes; a cleared bit: extent 1, which
   * broadcasts.
   */
  IN_A,
  IN_B,
  /** 1 takes conj(b). */
  CONJUGATE,
}
