/** Whether an experiment can be run as it is written, and what it would take. */

import { runCost } from '../../experiment/index.js';
import { readExperiment, type StudyEntry } from '../../study/index.js';
import type { Checked, ComputeOptions } from '../protocol.js';
import { readComputeOptions } from './compute-options.js';
import { reportOf } from './error-report.js';

export async function check(entry: StudyEntry, options: ComputeOptions): Promise<Checked> {
  try {
    const { plan } = await readExperiment(entry, readComputeOptions(options));
    const [low, high] = plan.scenario.vlim as [number, number];
    return { cost: await runCost(plan), vlim: [low, high] };
  } catch (error) {
    return { error: reportOf(error) };
  }
}
