/** How fast a place trains, where nothing was trained yet: some updates of a small experiment. */

import { createBackend } from '../../backends/index.js';
import { runCost, updateWorkload } from '../../experiment/index.js';
import { Prepared, summarise } from '../../profiling/index.js';
import { readExperiment, type StudyEntry } from '../../study/index.js';
import type { ComputeOptions, MeasuredSpeed } from '../protocol.js';
import { readComputeOptions } from './compute-options.js';

/** Updates as those of a quick look, on as many data as one minibatch takes. */
const EXPERIMENT: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;26;10;relu',
  train: 'one',
  num_points: 96,
  num_train_samples: 1,
  train_temporal_horizon: 20,
  optim_config: 'adam;100;constant;1e-3',
};
const BUDGET_MS = 100;

export async function measureSpeed(options: ComputeOptions): Promise<MeasuredSpeed> {
  const place = readComputeOptions(options);
  const { plan } = await readExperiment(EXPERIMENT, place);
  const { flopPerUpdate } = await runCost(plan);
  const backend = await createBackend(place);
  try {
    const prepared = await Prepared.on(backend, await updateWorkload(plan, { backend }));
    // The least of them: the page is still drawing what it has just loaded.
    const { minMs } = summarise(await prepared.times(BUDGET_MS));
    return { net: EXPERIMENT.net, flopPerUpdate, secondsPerUpdate: minMs / 1000 };
  } finally {
    await backend.dispose();
  }
}
