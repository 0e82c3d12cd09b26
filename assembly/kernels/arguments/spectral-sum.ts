/** Positions of the arguments of spectralSum (kernels/spectral-sum.ts). */

/**
 * items = E·B·C·pieces; a piece is a range of modes. What is read may lie where y lies, mode by
 * mode. Scratch: none.
 */
export enum SpectralSum {
  /** [E, B, C, 2, M]. */
  Y,
  /** E·B. */
  SAMPLES,
  /** C. */
  CHANNELS,
  /** M. */
  MODES,
  /** Modes of a piece, a multiple of 4. */
  PIECE,
  /** Number of terms. */
  TERMS,
  /** The first term. */
  FIRST_TERM,
}

/** Of a term. */
export enum SpectralTerm {
  KIND,
  /** Address of the operator's plane (of a complex one: of the first). */
  OPERATOR,
  /** The first channel, then the others. */
  FIRST_CHANNEL,
}

/** Of a channel. */
export enum SpectralChannel {
  /** Where it lies in the first sample. */
  ADDRESS,
  /** Bytes from sample to sample. */
  STRIDE,
}

export const CHANNEL_WORDS = 2;

/** Kinds of terms: x itself, or x times an operator. */
export enum TermKind {
  PLAIN,
  REAL,
  COMPLEX,
  IMAGINARY,
}
