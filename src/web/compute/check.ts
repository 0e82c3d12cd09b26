/** Whether an experiment can be run as it is written, and what it would take. */

import { MAX_THREADS } from '../../backends/index.js';
import { runCost } from '../../scenarios/cost.js';
import { readExperiment, type StudyEntry } from '../../study/index.js';
import type { Checked, ComputeOptions } from '../protocol.js';
import { faultOf } from './fault.js';

export async function check(entry: StudyEntry, options: ComputeOptions): Promise<Checked> {
  const { threads } = options;
  if (
    threads !== undefined &&
    !(Number.isInteger(threads) && threads > 0 && threads <= MAX_THREADS)
  ) {
    return {
      fault: { key: 'threads', message: `must be a whole number from 1 to ${MAX_THREADS}` },
    };
  }
  try {
    const experiment = await readExperiment(entry, options);
    const { scenarioObject, task, net, train, numSeeds } = experiment;
    const cost = await runCost(scenarioObject, { ...options, task, net, train, numSeeds });
    const [low, high] = scenarioObject.vlim;
    return { cost, vlim: [low, high] };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}
