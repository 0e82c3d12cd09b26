/** Whether an experiment can be run as it is written, and what it would take. */

import { runCost } from '../../scenarios/cost.js';
import { readExperiment, type StudyEntry } from '../../study/index.js';
import type { Checked, ComputeOptions } from '../protocol.js';
import { faultOf } from './fault.js';
import { readPlace } from './place.js';

export async function check(entry: StudyEntry, options: ComputeOptions): Promise<Checked> {
  try {
    const place = readPlace(options);
    const experiment = await readExperiment(entry, place);
    const { scenarioObject, task, net, train, numSeeds } = experiment;
    const cost = await runCost(scenarioObject, { ...place, task, net, train, numSeeds });
    const [low, high] = scenarioObject.vlim;
    return { cost, vlim: [low, high] };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}
