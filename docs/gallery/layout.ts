/** How the picture of a scenario is laid out, in pixels. */

/**
 * A row of parts of one height, one for each number of dimensions, each made of tiles in rows and
 * columns.
 */
export const LAYOUT = {
  /** Between parts. */
  gap: 10,
  /** Between the tiles of a part. */
  tileGap: 2,
  /** Colours, of which the last is that of the gaps. */
  colours: 64,
  parts: {
    1: { rows: 1, columns: 1, width: 200, height: 162 },
    2: { rows: 2, columns: 3, width: 80, height: 80 },
    3: { rows: 2, columns: 3, width: 80, height: 80 },
  },
} as const;

/** The height of every part. */
export const HEIGHT = LAYOUT.parts[1].height;

export const partOf = (dims: number) => LAYOUT.parts[dims as keyof typeof LAYOUT.parts];
