/** The updates of an experiment of the user's as a task. */

import { withBackend } from '../backends/index.js';
import { updateWorkload } from '../experiment/index.js';
import { readExperiment, type StudyEntry } from '../study/index.js';
import { type Task, training } from './task.js';

/** Updates before results are compared. */
const RUNS = 10;

/**
 * Throws an EntryError where the experiment is wrong. It is measured on as many train data as one
 * minibatch takes: how long an update takes does not depend on how many there are.
 */
export async function experimentTask(entry: StudyEntry): Promise<Task> {
  const { plan: whole } = await readExperiment(entry);
  const { numSamples, length } = whole.windows;
  const batch = Math.min(whole.scenario.batch_size, whole.windows.count);
  const horizon = Math.min(whole.scenario.train_temporal_horizon, length - 1 + (batch - 1));
  const windowsOfSample = horizon + 1 - (length - 1);
  const { plan } = await readExperiment({
    ...entry,
    train_temporal_horizon: horizon,
    num_train_samples: Math.min(numSamples, Math.ceil(batch / windowsOfSample)),
  });
  const { net, train, seeds, scenario } = plan;
  const dims = scenario.num_spatial_dims === 1 ? '' : `${scenario.num_spatial_dims}D, `;
  const side = seeds.length === 1 ? '' : `, ${seeds.length} seeds`;
  return training('full', {
    key: 'experiment',
    title:
      `update of ${net} on ${await scenario.getScenarioName()}, ${train}, ` +
      `${dims}N=${scenario.num_points}, batch ${batch}${side}`,
    runs: Math.min(RUNS, plan.numSteps),
    build: () => withBackend({ backend: 'wasm' }, (backend) => updateWorkload(plan, { backend })),
  });
}
