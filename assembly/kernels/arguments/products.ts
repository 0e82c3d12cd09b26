/** Positions in a table of products (assembly/fft/products.ts), which ends a list of arguments. */

export enum Products {
  /** Number of terms. */
  TERMS,
  /** How many of them, the last ones, are subtracted. */
  SUBTRACTED,
  CHANNELS,
  /** Lines of a field. */
  LINES,
  /** The first term. */
  FIRST_TERM,
}

/** Of a term. */
export enum ProductTerm {
  /** A float64 in two words. */
  FACTOR,
  /** The operands of the first channel, then those of the others. */
  FIRST_CHANNEL = FACTOR + 2,
}

/**
 * The two operands of a channel: where it lies in the first sample, bytes from sample to sample.
 */
export enum ProductOperands {
  A,
  A_STRIDE,
  B,
  B_STRIDE,
}

export const OPERANDS_WORDS = 4;
