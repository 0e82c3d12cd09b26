/** The training program of a scenario, without its data. */

import { loadCore } from '../../src/core/index.js';
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

/** What the trainer of scenario diff_adv compiles for a network. */
export async function trainingPrograms(
  net: string,
  {
    train = 'one',
    numSeeds = 1,
    attributes = {},
  }: {
    train?: string;
    numSeeds?: number;
    attributes?: Record<string, string | number>;
  } = {},
): Promise<TrainingPrograms> {
  await loadCore();
  const scenario = makeScenario('diff_adv', attributes);
  const methodology = parseTrainConfig(train);
  const windows = subStack(
    scenario.num_train_samples,
    scenario.train_temporal_horizon + 1,
    methodology.numRolloutSteps,
  );
  const task: TrainingTask = {
    network: await scenario.defineNetwork(net),
    emulator: (network) => network,
    methodology,
    optimizer: await scenario.getOptimizer(),
    windows,
    numSeeds,
    numSteps: await scenario.numTrainingSteps(),
  };
  const { batchSize, remainder, batchesPerEpoch } = planEpochs(windows.count, scenario.batch_size);
  return {
    task,
    full: trainingProgram(task, batchSize),
    remainder: remainder > 0 ? trainingProgram(task, remainder) : null,
    batchSize,
    stepsPerEpoch: batchesPerEpoch,
  };
}
