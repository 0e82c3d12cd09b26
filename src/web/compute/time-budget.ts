/** Work beside the training that may take a part of the time, and no more. */

const PART = 0.2;

export class TimeBudget {
  private ms: number | null = null;
  private since = performance.now();

  /** `updates`: how many updates take about as long, for as long as it has not been measured. */
  constructor(private readonly updates: number) {}

  /** Whether enough time has gone by since the last time. */
  isDue(msPerUpdate: number): boolean {
    const ms = this.ms ?? this.updates * msPerUpdate;
    return performance.now() - this.since >= ms * (1 / PART - 1);
  }

  async spend(work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    await work();
    this.since = performance.now();
    this.ms = this.since - started;
  }
}
