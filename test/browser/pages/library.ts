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
