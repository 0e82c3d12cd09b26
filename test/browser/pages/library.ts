/**
 * A plain module script that imports the library, for tests to call: what they need is on
 * `globalThis`.
 */

import type { RunOptions, StudyEntry } from '../../../src/index.js';
import * as apebench from '../../../src/index.js';
import { referenceHash } from '../../golden/reference.js';

const lent = {
  apebench,
  referenceHash,

  /** The table of an experiment as it is saved. */
  async csvOf(entry: StudyEntry, options: RunOptions): Promise<string> {
    const { table } = await apebench.runExperiment(entry, options);
    return table.toCsv({ index: true });
  },

  /** What a WebGPU run leaves, and what WASM does. */
  async lossesOf(entry: StudyEntry, options: RunOptions) {
    const { raw } = await apebench.runExperiment(entry, options);
    return { backend: raw.info.backend, losses: [...raw.losses.data] };
  },

  /** The milliseconds of the tasks of this thread during an experiment that took more than 50. */
  async longTasksOf(entry: StudyEntry, options: RunOptions): Promise<number[]> {
    const durations: number[] = [];
    const observer = new PerformanceObserver((list) => {
      durations.push(...list.getEntries().map(({ duration }) => duration));
    });
    observer.observe({ entryTypes: ['longtask'] });
    await apebench.runExperiment(entry, options);
    // Entries are handed out some time after their tasks.
    await new Promise((resolve) => setTimeout(resolve, 200));
    observer.disconnect();
    return durations;
  },

  /** Bytes that the page and its workers hold, measured after garbage is collected. */
  async memoryBytes(): Promise<number> {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measureUserAgentSpecificMemory.call(performance)).bytes;
  },
};

declare global {
  /** What the script of library.html lends to tests. */
  var apebenchPage: typeof lent;
}

globalThis.apebenchPage = lent;
