/** Whether an experiment can be run as it is written, and what it would take. */

import { runCost } from '../../scenarios/cost.js';
import { readExperiment, type StudyEntry } from '../../study/index.js';
import type { Checked, ComputeOptions } from '../protocol.js';
import { faultOf } from './fault.js';

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
