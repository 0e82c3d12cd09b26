// How long something takes.

export interface Timing {
  medianMs: number;
  minMs: number;
  runs: number;
}

/** Runs `work` for about `budgetMs`, at least three times, after a warm-up. */
export function measure(work: () => void, budgetMs: number): number[] {
  const warm = performance.now() + budgetMs / 4;
  do work();
  while (performance.now() < warm);
  const times: number[] = [];
  const end = performance.now() + budgetMs;
  while (times.length < 3 || performance.now() < end) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times;
}

export function summarise(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const medianMs = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { medianMs, minMs: sorted[0], runs: sorted.length };
}
