/** Positions of the arguments of the mixing of channels (kernels/mode-mix.ts) and its gradient. */

/** items = E·B · rows of modes · the channels of y. Scratch: none. */
export enum ModeMix {
  /** [E, B, in, 2, modes…]. */
  X,
  /** Real and imaginary weights [E or 1, 2^(D-1), out, in, m…]. */
  WR,
  WI,
  /** [E, B, out, 2, modes…]. */
  Y,
  BATCH,
  /** The channels of x. */
  IN,
  /** The channels of y. */
  OUT,
  /** m of the last axis. */
  MODES,
  /** D. */
  DIMS,
  /** Rows of modes of one block of weights. */
  ROWS,
  /** m of the second of three axes, else 1. */
  MIDDLE,
  /** 1: every seed has weights of its own; 0: they are shared. */
  OWN_WEIGHTS,
  /** 1 computes dX_i = Σ_o conj(W[block, o, i]) dY_o (x is dY, y is dX, weights [.., in, out, ..]). */
  ADJOINT,
}

/** items = E·nc; chunks of c = ceil(B/10) samples, nc = ceil(B/c). Scratch: none. */
export enum ModeMixWeightGrad {
  /** [E, B, in, 2, modes…]. */
  X,
  /** The gradient of y, [E, B, out, 2, modes…]. */
  GY,
  /** Partial sums of dWr and dWi, each [E, nc, 2^(D-1), out, in, m…]. */
  DWR,
  DWI,
  BATCH,
  IN,
  OUT,
  /** m of the last axis. */
  MODES,
  /** D. */
  DIMS,
  /** Rows of modes of one block of weights. */
  ROWS,
  /** m of the second of three axes, else 1. */
  MIDDLE,
}
