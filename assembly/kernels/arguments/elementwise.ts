/** Positions of the arguments of elementwise chains (kernels/elementwise.ts). */

/**
 * items: (row, block of ELEMENTWISE_BLOCK elements), blocks fastest. Scratch:
 * elementwiseScratchBytes.
 */
export enum Elementwise {
  /** Tensor, rows after each other. */
  OUT,
  /** Number of inputs. */
  INPUTS,
  /** Number of micro-ops. */
  MICROS,
  /** Elements of a row. */
  WIDTH,
  /** Number of axes before the row. */
  RANK,
  /** The extents of those axes; then each input, then each micro-op. */
  EXTENTS,
}

/** Of an input. */
export enum ElementwiseInput {
  ADDRESS,
  /** 1 if its row is contiguous, 0 if it is one value. */
  CONTIGUOUS,
  /** Along the axes before the row, in elements. */
  STRIDES,
}

/** Of a micro-op. */
export enum ElementwiseMicro {
  CODE,
  /** Registers; b is -1 where there is none. */
  A,
  B,
  /** A float64 in two words. */
  NUMBER,
}

export const MICRO_WORDS = 5;
