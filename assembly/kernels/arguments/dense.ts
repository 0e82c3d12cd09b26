/** Positions of the arguments of dense layers (kernels/dense.ts). Seed strides are elements. */

/** items = E·B. Scratch: none. */
export enum Dense {
  /** Tensor [E or 1, B, I]. */
  X,
  /** Tensor [E or 1, O, I]. */
  W,
  /** Tensor [E or 1, O], or 0 for none. */
  BIAS,
  /** Tensor [E, B, O]. */
  Y,
  /** Samples per seed. */
  BATCH,
  INPUTS,
  OUTPUTS,
  /** From one seed's x to the next: B·I, or 0 if it is shared by all seeds. */
  X_SEED,
  /** O·I or 0. */
  W_SEED,
  /** O or 0. */
  BIAS_SEED,
}

/** items = E·B. Scratch: DENSE_GRAD_SCRATCH bytes. */
export enum DenseInputGrad {
  /** Tensor [E or 1, B, O]. */
  G,
  /** Tensor [E or 1, O, I]. */
  W,
  /** Tensor [E, B, I]; must not overlap g or w. */
  DX,
  BATCH,
  INPUTS,
  OUTPUTS,
  /** B·O or 0. */
  G_SEED,
  /** O·I or 0. */
  W_SEED,
}

/** items = E·nc. Scratch: DENSE_GRAD_SCRATCH bytes. */
export enum DenseWeightGrad {
  /** Tensor [E or 1, B, O]. */
  G,
  /** Tensor [E or 1, B, I]. */
  X,
  /** Partials [E, nc, O, I]. */
  DW,
  /** Partials [E, nc, O], or 0 for none. */
  DB,
  BATCH,
  /** nc: chunks. */
  CHUNKS,
  /** Samples per chunk. */
  CHUNK,
  INPUTS,
  OUTPUTS,
  /** B·O or 0. */
  G_SEED,
  /** B·I or 0. */
  X_SEED,
}

/** The buffer of gemm-tile.ts. */
export const DENSE_GRAD_SCRATCH = 128;
