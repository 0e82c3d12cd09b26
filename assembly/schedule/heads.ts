/**
 * Positions of the words before an instruction's arguments, and of the arguments of loops and
 * regions (run.ts says what they mean). Constants only: both languages import this file.
 */

/** Of any item of a program. */
export enum Head {
  /** The upper half of the word: see RegionHead. */
  OPCODE,
  /** Words up to the next instruction, or to the body of a loop or region. */
  LENGTH,
  /** Items of an instruction; of a loop or region, chunks that a thread takes at once. */
  ITEMS,
}

export const HEAD_WORDS = 3;

/** Of a loop. */
export enum LoopHead {
  TURNS,
  /** 1 or 0. */
  BACKWARDS,
  /** Words of the body. */
  BODY,
  /** Number of patches. */
  PATCHES,
  FIRST_PATCH,
}

/** A word of a loop's body that changes from turn to turn. */
export enum Patch {
  /** Its address. */
  WORD,
  /** The address that it holds at index 0. */
  BASE,
  /** Bytes from one index to the next. */
  STRIDE,
}

export const PATCH_WORDS = 3;

/**
 * Of a region. In the upper half of an opcode's word its instructions have the thread that takes
 * them (SHARE_GROUPS) or their number of fields (SHARE_PLANES).
 */
export enum RegionHead {
  SHARE,
  /** Words of the body. */
  BODY,
  /** Four words: BySamples, BySeeds or ByPlanes. */
  SHARED,
  /** Number of places in a thread's own memory. */
  PLACES = SHARED + 4,
  FIRST_PLACE,
}

/** SHARE_SAMPLES. */
export enum BySamples {
  /** Seeds × chunks. */
  UNITS,
  BATCH,
  /** Samples of a chunk. */
  CHUNK,
  CHUNKS,
}

/** SHARE_SEEDS. */
export enum BySeeds {
  SEEDS,
}

/** SHARE_PLANES. */
export enum ByPlanes {
  /** Sets of planes of each field. */
  SETS,
  /** Sets that a thread takes at once. */
  AT_ONCE,
}

/** A word of a region's body that is a place in a thread's own memory. */
export enum OwnPlace {
  /** Its address. */
  WORD,
  /** Bytes into that memory. */
  BYTE,
  /** Bytes of a seed. */
  SEED,
}

export const PLACE_WORDS = 3;
