/** The training program of a scenario, without its data. */

import { loadCore } from '../../src/core/index.js';
import { readTask } from '../../src/experiment/index.js';
import type { Program } from '../../src/graph/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import {
  parseTrainConfig,
  planEpochs,
  subStack,
  type TrainingTask,
  trainingProgram,
} from '../../src/training/index.js';

export interface TrainingPrograms {
  task: TrainingTask;
  /** Of a full minibatch, and of an epoch's last one where that is smaller. */
  full: Program;
  remainder: Program | null;
  batchSize: number;
  stepsPerEpoch: number;
}

/** What the trainer of a scenario compiles for a network. */
export async function trainingPrograms(
  net: string,
  {
    key = 'diff_adv',
    task = 'predict',
    train = 'one',
    numSeeds = 1,
    attributes = {},
    recomputeEvery,
  }: {
    key?: string;
    task?: string;
    train?: string;
    numSeeds?: number;
    attributes?: Record<string, string | number>;
    recomputeEvery?: number;
  } = {},
): Promise<TrainingPrograms> {
  await loadCore();
  const scenario = makeScenario(key, attributes);
  const methodology = parseTrainConfig(train);
  const windows = subStack(
    scenario.num_train_samples,
    scenario.train_temporal_horizon + 1,
    methodology.numRolloutSteps,
  );
  const training: TrainingTask = {
    network: await scenario.defineNetwork(net),
    emulator: await readTask(scenario, task),
    methodology,
    optimizer: await scenario.getOptimizer(),
    windows,
    numSeeds,
    numSteps: await scenario.numTrainingSteps(),
    recomputeEvery,
  };
  const { batchSize, remainder, batchesPerEpoch } = planEpochs(windows.count, scenario.batch_size);
  return {
    task: training,
    full: trainingProgram(training, batchSize),
    remainder: remainder > 0 ? trainingProgram(training, remainder) : null,
    batchSize,
    stepsPerEpoch: batchesPerEpoch,
  };
}
