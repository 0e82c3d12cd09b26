/**
 * The loss over all windows of a data set at once (trainax `full_loss`). Where it is a mean over
 * the windows it is taken in minibatches, so that memory does not grow with the data: the mean of
 * their losses, weighted by their sizes.
 */

import type { Backend } from '../backends/index.js';
import { trace } from '../graph/index.js';
import { planEpochs } from './mixer.js';
import {
  DATA,
  type DataWriter,
  LOSS,
  ROWS,
  rowTable,
  stateShape,
  type TrainingTask,
  windowLoss,
} from './training-program.js';

/** Windows that are taken at once of a mean. */
const BATCH = 100;

/**
 * The loss of every seed. `params` are the network's arrays in leaf order, each `[E, ...shape]`;
 * `writeData` writes the trajectories `[S, T + 1, C, ...N]`.
 */
export async function fullLoss(
  backend: Backend,
  task: Omit<TrainingTask, 'optimizer' | 'numSteps'>,
  params: readonly Float64Array[],
  writeData: DataWriter,
): Promise<Float64Array> {
  const { network, windows, numSeeds, methodology } = task;
  const plan = planEpochs(windows.count, methodology.isBatchMean === true ? BATCH : windows.count);
  const steps = plan.batchesPerEpoch;
  const lossProgram = (batch: number) =>
    trace({ steps }, (t) => {
      const leaves = network.parameters.map(({ path, shape }) =>
        t.input(path, [numSeeds, ...shape]),
      );
      const dataRows = windows.numSnapshots * windows.numSamples;
      const states = t.input(DATA, [dataRows, ...stateShape(network)]);
      const rows = t.perStepIndex(ROWS, [numSeeds, batch]);
      t.record(LOSS, windowLoss(task, leaves, states, rows));
    });
  const executable = await backend.compile(lossProgram(plan.batchSize), {
    remainder: plan.remainder > 0 ? lossProgram(plan.remainder) : undefined,
    stepsPerEpoch: steps,
  });
  try {
    const order = Int32Array.from({ length: windows.count }, (_, i) => i);
    const orders = Array<Int32Array>(numSeeds).fill(order);
    await writeData(executable, DATA);
    await executable.write(ROWS, rowTable(plan, windows, orders, steps));
    for (const [i, { path }] of network.parameters.entries()) {
      await executable.write(path, params[i]);
    }
    await executable.run(steps);
    const losses = await executable.readRecord(LOSS, 0, steps);
    const total = new Float64Array(numSeeds);
    for (let step = 0; step < steps; step++) {
      const size = Math.min(plan.batchSize, windows.count - step * plan.batchSize);
      for (let seed = 0; seed < numSeeds; seed++) {
        total[seed] += (losses[step * numSeeds + seed] * size) / windows.count;
      }
    }
    return total;
  } finally {
    await executable.dispose();
  }
}
