/**
 * The melted tables of a study while it runs: what is done can be looked at, and little is left to do
 * at the end.
 */

import type { StudyOptions } from '../study/index.js';
import { meltStore, type PreparedStudy } from '../study/running/index.js';

/** Between two meltings there is so many times the time that one took. */
const REST = 20;

export class LiveTables {
  private melting: Promise<unknown> | undefined;
  private next = 0;
  private readonly names: readonly string[];

  constructor(
    private readonly study: PreparedStudy,
    private readonly options: StudyOptions,
  ) {
    this.names = study.keyed.map(({ experiment, stored }) => stored ?? experiment.name);
  }

  /** To be called where another result is whole. */
  renew(): void {
    // Those of rollouts are large.
    if (this.options.meltSampleRollouts === true) return;
    if (this.melting !== undefined || performance.now() < this.next) return;
    const since = performance.now();
    this.melting = meltStore(this.study.store, this.options, this.names)
      // What is wrong is told at the end, when all are melted.
      .then(undefined, () => {})
      .finally(() => {
        const now = performance.now();
        this.next = now + REST * (now - since);
        this.melting = undefined;
      });
  }

  /** Waits for what is being written. */
  async end(): Promise<void> {
    await this.melting;
  }
}
