/** Whether an experiment can be run as it is written, and what it would take. */

import { UserError } from '../../errors.js';
import { runCost } from '../../scenarios/cost.js';
import { EntryError, readExperiment, type StudyEntry } from '../../study/index.js';
import type { Checked, ComputeOptions, Fault } from '../protocol.js';

/** What to tell about an error: the message alone where it is the user's to mend. */
export function faultOf(error: unknown): Fault {
  if (error instanceof EntryError) return { key: error.key, message: error.reason };
  if (error instanceof UserError) return { key: null, message: error.message };
  return { key: null, message: `this is a fault of ours: ${(error as Error).message}` };
}

export async function check(entry: StudyEntry, { threads }: ComputeOptions): Promise<Checked> {
  try {
    const { scenarioObject, name, task, net, train, numSeeds } = await readExperiment(entry);
    const cost = await runCost(scenarioObject, { task, net, train, numSeeds, threads });
    const [low, high] = scenarioObject.vlim;
    return { name, cost, vlim: [low, high] };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}
