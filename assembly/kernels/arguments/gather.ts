/** Positions of the arguments of what moves elements (kernels/gather.ts). */

/** items = E · B. Scratch: none. */
export enum Gather {
  DATA,
  /** int32. */
  ROWS,
  Y,
  /** Bytes of a row. */
  BYTES,
  /** Added to every index. */
  OFFSET,
  BATCH,
  /** Indices from one seed's rows to the next. */
  SEED_STRIDE,
}

/** items: runs of bytes. Scratch: none. */
export enum Copy {
  FROM,
  TO,
  /** Bytes of a run. */
  BYTES,
  /** Bytes from run to run. */
  FROM_STRIDE,
  TO_STRIDE,
}

/** items: runs of bytes. Scratch: none. */
export enum Zero {
  TO,
  /** Bytes of a run. */
  BYTES,
  /** Bytes from run to run. */
  STRIDE,
}
