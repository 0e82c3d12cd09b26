/** What experiments need of a machine, before they are run: from their plans. */

import { repr } from '../config/index.js';
import { type RunCost, runCost } from '../experiment/index.js';
import { breathe } from '../platform/index.js';
import type { Experiment } from '../study/index.js';

export interface Need extends Pick<RunCost, 'flopPerUpdate' | 'numUpdates'> {
  /** Memory of its process. */
  readonly bytes: number;
  /** Whether it takes the GPU, of which there is one. */
  readonly gpu: boolean;
}

/**
 * What a process takes beside the memory of the core: Node, the library, tables. Measured: 90 to
 * 140 MB resident with small networks.
 */
const PROCESS_BYTES = 150e6;

/**
 * The needs of experiments, in their order; those that differ in their seeds alone have one and the
 * same object.
 */
export async function needsOf(experiments: readonly Experiment[]): Promise<Need[]> {
  const known = new Map<string, Need>();
  const needs: Need[] = [];
  for (const { scenario, task, net, train, numSeeds, kwargs, plan } of experiments) {
    const likeness = JSON.stringify([scenario, task, net, train, numSeeds, repr(kwargs)]);
    let need = known.get(likeness);
    if (need === undefined) {
      // What is told and asked meanwhile is heard.
      await breathe();
      const { flopPerUpdate, numUpdates, memory, choice } = await runCost(plan);
      const gpu = choice.backend === 'webgpu';
      need = { flopPerUpdate, numUpdates, bytes: PROCESS_BYTES + (gpu ? 0 : memory.bytes), gpu };
      known.set(likeness, need);
    }
    needs.push(need);
  }
  return needs;
}
