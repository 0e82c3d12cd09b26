/** How far our numbers are from reported ones. */

/** One number of ours beside what is reported of it. */
export interface Verdict {
  readonly what: string;
  readonly ours: number;
  /** Undefined where nothing is reported but a claim. */
  readonly reported?: number;
  /** Where ours should lie, both ends included. */
  readonly band: readonly [low: number, high: number];
  readonly holds: boolean;
  /** Whether the whole stands or falls with it. */
  readonly decides: boolean;
}

export function verdict(
  what: string,
  ours: number,
  band: readonly [number, number],
  { reported, decides = true }: { reported?: number; decides?: boolean } = {},
): Verdict {
  const [low, high] = band;
  return { what, ours, reported, band, holds: ours >= low && ours <= high, decides };
}

/** Within a share of what is reported, above and below. */
export const near = (what: string, ours: number, reported: number, share: number): Verdict =>
  verdict(what, ours, [reported * (1 - share), reported * (1 + share)], { reported });

/** A value of one network, ours and as reported. */
export interface Compared {
  readonly ours: number;
  readonly reported: number;
}

/** Values that differ by less are not told apart. */
const TOLD_APART = 1.5;

/** Pairs whose reported values differ by more than 1.5 times, and that ours has the other way. */
export function turnedPairs(values: readonly Compared[]): number {
  let turned = 0;
  for (const worse of values) {
    for (const better of values) {
      if (worse.reported > TOLD_APART * better.reported && !(worse.ours > better.ours)) turned++;
    }
  }
  return turned;
}
