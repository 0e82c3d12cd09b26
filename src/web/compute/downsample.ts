/**
 * Losses for a chart, which need not have more points than a screen: drawing must not hold up the
 * page.
 */

/** Numbers of all seeds together. */
export const MOST_LOSSES = 10_000;

export interface ChartLosses {
  /** `[seed][i]`: the loss before update `i * every`. */
  readonly losses: readonly Float64Array[];
  readonly every: number;
}

/** All losses, or where there are too many each seed's first, and every nth from there. */
export function downsample({ losses, every }: ChartLosses): ChartLosses {
  const count = losses.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.ceil(count / MOST_LOSSES);
  if (stride <= 1) return { losses, every };
  const kept = losses.map((seed) => seed.filter((_, i) => i % stride === 0));
  return { losses: kept, every: every * stride };
}
