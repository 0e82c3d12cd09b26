/** Positions of the arguments of the mixing of channels (kernels/mode-mix.ts) and its gradient. */

/** items = E·B · rows of modes · C, the channels of y. Scratch: none. */
export enum ModeMix {
  /** [E, B, C, 2, modes…]. */
  X,
  /** Real and imaginary weights [E or 1, 2^(D-1), C, C, m…]. */
  WR,
  WI,
  /** As x. */
  Y,
  BATCH,
  CHANNELS,
  /** m. */
  MODES,
  /** D. */
  DIMS,
  /** 1: every seed has weights of its own; 0: they are shared. */
  OWN_WEIGHTS,
  /** 1 computes dX_i = Σ_o conj(W[block, o, i]) dY_o (x is dY, y is dX). */
  ADJOINT,
}

/** items = E·nc; chunks of c = ceil(B/10) samples, nc = ceil(B/c). Scratch: none. */
export enum ModeMixWeightGrad {
  /** [E, B, C, 2, modes…]. */
  X,
  /** The gradient of y, as x. */
  GY,
  /** Partial sums of dWr and dWi, each [E, nc, 2^(D-1), C, C, m…]. */
  DWR,
  DWI,
  BATCH,
  CHANNELS,
  /** m. */
  MODES,
  /** D. */
  DIMS,
}
