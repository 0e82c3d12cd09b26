/**
 * Positions of the arguments of convolutions by phases (kernels/conv-phases.ts,
 * kernels/conv-phases-weight-grad.ts), and of the words of their tables.
 *
 * A table says where everything is read and stored, so that the kernels know no stride, no dilation
 * and no boundary: how rows are copied, and of each phase which outputs it has and where their taps
 * find what they read. The outputs of a phase stand so that neighbours of the last axis read
 * neighbours of the copied rows. Offsets are elements within a channel; -1 means zeros, or nowhere.
 *
 *   ROWS words        offset of the source of each copied row
 *   RUNS · 3 words    of a copied row, in turn: elements, column of the first one's source, columns
 *                     from one source to the next
 *   PHASES · PHASE_WORDS words
 *   HITS · 2 words    of the phases, in turn: the tap in the kernel, and where the phase's first
 *                     output finds what it reads in the copied rows
 *   if folded, FOLD_ROWS words: offset of the row to which each row of the result is added, and
 *   FOLD_COLUMNS words: its column there
 */

/** The words of a phase. */
export enum Phase {
  /** Number of taps, which have so many of the hits. */
  TAPS,
  /** Offset of the first output. */
  FIRST,
  /** Outputs along the axes. */
  COUNT0,
  COUNT1,
  COUNT2,
  /** Elements from one output to the next along the axes. */
  OUTPUT0,
  OUTPUT1,
  OUTPUT2,
  /** The same where they read, in the copied rows; 1 along the last axis. */
  READ0,
  READ1,
}

export const PHASE_WORDS = 10;

/** items = E·B, item = sample. Scratch: convScratchBytes (conv-host.ts). */
export enum ConvPhases {
  /** Tensor [E or 1, B, I, X_SPACE]. */
  X,
  /** Tensor [E or 1, O, I, KERNEL]; transposed: [E or 1, I, O, KERNEL]. */
  W,
  /** Tensor [E or 1, O], or 0 for none. */
  BIAS,
  /** Tensor [E, B, O, Y_SPACE]; must not overlap x, w or extra. */
  Y,
  /** Tensor of y's shape for epilogues 2 and 3, else 0. */
  EXTRA,
  TABLE,
  /** Samples per seed. */
  BATCH,
  /** Channels of x. */
  INPUTS,
  /** Channels of y. */
  OUTPUTS,
  /** Points of a channel of x. */
  X_SPACE,
  Y_SPACE,
  /** Taps of the kernel. */
  KERNEL,
  ROWS,
  /** Elements of a copied row. */
  COLUMNS,
  RUNS,
  PHASES,
  HITS,
  /** Of the phase that has most. */
  MOST_TAPS,
  /** 0 and 0 where the result is y itself; else its rows are added to those of y. */
  FOLD_ROWS,
  FOLD_COLUMNS,
  /** From one seed's x to the next, or 0 if it is shared by all seeds. */
  X_SEED,
  W_SEED,
  BIAS_SEED,
  /** 1 for the gradient with respect to the input, else 0. */
  TRANSPOSED,
  /** 0 none, 1 relu (−0 stays −0), 2 y where extra > 0 else 0, 3 y + extra. */
  EPILOGUE,
}

/**
 * items = E·chunks, item = e·chunks + chunk. The table is that of the convolution, not folded.
 * Scratch: convScratchBytes (conv-host.ts).
 */
export enum ConvPhasesWeightGrad {
  /** Tensor [E or 1, B, O, G_SPACE], the gradient of the convolution's output. */
  G,
  /** Tensor [E or 1, B, I, X_SPACE], the convolution's input. */
  X,
  /** Partials [E, chunks, O, I, KERNEL]. */
  DW,
  /** Partials [E, chunks, O], or 0 for none. */
  DB,
  TABLE,
  /** Samples per seed. */
  BATCH,
  /** Chunks per seed. */
  CHUNKS,
  /** Samples per chunk; the last chunk has what is left. */
  CHUNK,
  INPUTS,
  OUTPUTS,
  X_SPACE,
  G_SPACE,
  KERNEL,
  ROWS,
  COLUMNS,
  RUNS,
  PHASES,
  HITS,
  /** Rows of the phase that has most. */
  MOST_ROWS,
  /** Elements of such a phase's rows, each rounded up to whole vectors of float32. */
  MOST_POINTS,
  G_SEED,
  X_SEED,
}
