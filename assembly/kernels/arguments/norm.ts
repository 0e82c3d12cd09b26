/** Positions of the arguments of group normalisation and its gradients (kernels/norm.ts). */

/** items = E·B, item = sample. Scratch: NORM_SCRATCH bytes. */
export enum GroupNorm {
  /** Tensor [E, B, C, points]. */
  X,
  /** Tensors [E, C], or both 0 for none. */
  SCALE,
  BIAS,
  /** Tensor of x's shape; must not overlap x or extra. */
  Y,
  /** Tensor of x's shape for epilogues 2 and 3, else 0. */
  EXTRA,
  BATCH,
  CHANNELS,
  /** They divide the channels. */
  GROUPS,
  POINTS,
  /** 0 none, 1 relu (−0 stays −0), 2 y where extra > 0 else 0, 3 y + extra. */
  EPILOGUE,
  /** Float64 in two words: added to the variance. */
  EPS,
}

/** items = E·B, item = sample. Scratch: NORM_SCRATCH bytes. */
export enum GroupNormGrad {
  /** Tensor [E, B, C, points], the gradient of the output. */
  G,
  X,
  /** Tensor [E, C], or 0 for none. */
  SCALE,
  /** Tensor of x's shape; must not overlap g, x or extra. */
  DX,
  // From here on as those of the normalisation.
  EXTRA,
  BATCH,
  CHANNELS,
  GROUPS,
  POINTS,
  EPILOGUE,
  EPS,
}

/**
 * items = E·chunks, item = e·chunks + chunk. Scratch: NORM_SCRATCH bytes and NORM_SUMS per channel.
 */
export enum GroupNormWeightGrad {
  G,
  X,
  /** Partials [E, chunks, C]. */
  DSCALE,
  DBIAS,
  BATCH,
  /** Chunks per seed. */
  CHUNKS,
  /** Samples per chunk; the last chunk has what is left. */
  CHUNK,
  CHANNELS,
  GROUPS,
  POINTS,
  EPS,
}

/** Bytes of two float64 sums of a channel. */
export const NORM_SUMS = 16;

/** Scratch bytes of the kernels but for the sums of channels. */
export const NORM_SCRATCH = 48;
