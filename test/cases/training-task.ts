/** The training program of a scenario, and numbers in place of its data. */

import { sizeOf } from '../../src/arrays.js';
import { loadCore } from '../../src/core/index.js';
import { readTask, referenceStepper } from '../../src/experiment/index.js';
import type { Program } from '../../src/graph/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import {
  parseTrainConfig,
  planEpochs,
  subStack,
  type TrainingTask,
  trainingProgram,
} from '../../src/training/index.js';
import { randomArray, uniform } from './op-case.js';

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
  const reference = await referenceStepper(scenario);
  const training: TrainingTask = {
    network: await scenario.defineNetwork(net),
    emulator: await readTask(scenario, task),
    methodology,
    physics: { refStepper: (u) => reference.step(u) },
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

/** Parameters, data and rows of them, for the first steps of a training. */
export function numbersFor(
  { task, full, batchSize }: TrainingPrograms,
  steps: number,
): Map<string, Float64Array | Int32Array> {
  const { numSeeds, windows } = task;
  const given = new Map<string, Float64Array | Int32Array>();
  for (const { path, shape } of task.network.parameters) {
    const values = randomArray(path, numSeeds * sizeOf(shape));
    given.set(
      path,
      values.map((x) => x / 4 + (path.includes('norm') ? 1 : 0)),
    );
  }
  for (const [name, t] of full.inputs) given.set(name, randomArray(name, t.size));
  for (const [name, table] of Object.entries(task.optimizer.tables(steps))) given.set(name, table);
  const { numSnapshots, numSamples } = windows;
  const starts = numSnapshots - task.methodology.numRolloutSteps;
  const next = uniform('rows');
  const rows = Int32Array.from({ length: steps * numSeeds * batchSize }, () => {
    return Math.floor(next() * numSamples) * numSnapshots + Math.floor(next() * starts);
  });
  return given.set('rows', rows);
}
