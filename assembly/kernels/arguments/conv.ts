/**
 * Positions of the arguments of convolutions (kernels/conv.ts, kernels/conv-weight-grad.ts). Seed
 * strides are elements.
 */

/**
 * What the kernels can run as; all but DIRECT are for f32, three taps and dilation 1, WINOGRAD in
 * 1D for 2 and 4, too.
 */
export enum ConvAlgorithm {
  DIRECT,
  /** F(4,3) in 1D, else F(4×4,3×3). */
  WINOGRAD,
  /** From many channels to few; not for weight gradients. */
  NARROW,
}

/** items = E·B·blocks, item = sample·blocks + block. Scratch: convScratchBytes (conv-host.ts). */
export enum Conv {
  /** Tensor [E or 1, B, I, s0·s1·s2]. */
  X,
  /** Tensor [E or 1, O, I, k^D]; transposed: [E or 1, I, O, k^D]. */
  W,
  /** Tensor [E or 1, O], or 0 for none. */
  BIAS,
  /** Tensor [E, B, O, s0·s1·s2]; must not overlap x, w or extra. */
  Y,
  /** Tensor of y's shape for epilogues 2 and 3, else 0. */
  EXTRA,
  /** Samples per seed. */
  BATCH,
  /** Channels of x. */
  INPUTS,
  /** Channels of y. */
  OUTPUTS,
  /** k: taps per axis, ≥ 1, odd or even; may exceed the extent. */
  TAPS,
  /** Points from one tap to the next, ≥ 1. */
  DILATION,
  /** Points from an output back to what its first tap reads; transposed: of the flipped kernel. */
  BEFORE,
  /** D: 1, 2 or 3. */
  DIMENSIONS,
  /** Extents of space, last axis last; leading extents that D has not are 1. */
  S0,
  S1,
  S2,
  /** From one seed's x to the next: B·I·s0·s1·s2, or 0 if it is shared by all seeds. */
  X_SEED,
  /** O·I·k^D or 0. */
  W_SEED,
  /** O or 0. */
  BIAS_SEED,
  /** 1 for the gradient with respect to the input, else 0. */
  TRANSPOSED,
  /** 0 none, 1 relu (−0 stays −0), 2 y where extra > 0 else 0, 3 y + extra. */
  EPILOGUE,
  /** A ConvAlgorithm. */
  ALGORITHM,
  /** Parts of a sample, ≥ 1. No value depends on it. */
  BLOCKS,
}

/**
 * items = E·chunks·blocks, item = (e·chunks + chunk)·blocks + block. Scratch: convScratchBytes
 * (conv-host.ts).
 */
export enum ConvWeightGrad {
  /** Tensor [E or 1, B, O, s0·s1·s2], the gradient of the convolution's output. */
  G,
  /** Tensor [E or 1, B, I, s0·s1·s2], the convolution's input. */
  X,
  /** Partials [E, chunks·blocks, O, I, k^D]. */
  DW,
  /** Partials [E, chunks·blocks, O], or 0 for none. */
  DB,
  /** Samples per seed. */
  BATCH,
  /** Chunks per seed. */
  CHUNKS,
  /** Samples per chunk; the last chunk has what is left. */
  CHUNK,
  // From here to S2 as those of the convolution.
  INPUTS,
  OUTPUTS,
  TAPS,
  DILATION,
  BEFORE,
  DIMENSIONS,
  S0,
  S1,
  S2,
  /** From one seed's g to the next: B·O·s0·s1·s2, or 0 if it is shared by all seeds. */
  G_SEED,
  /** B·I·s0·s1·s2 or 0. */
  X_SEED,
  /** DIRECT or WINOGRAD. */
  ALGORITHM,
  /** Parts of a chunk that are summed alone; 1 except with Winograd in 2D and 3D. */
  BLOCKS,
}
