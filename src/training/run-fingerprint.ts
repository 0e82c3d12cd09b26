/** What two calls for the same run have in common, by which a checkpoint is known. */

import { planEpochs } from './mixer.js';
import type { TrainingRun } from './training-run.js';

/** What decides the bits of a run, but for the numbers themselves: data, parameters and rates. */
export function fingerprintOf(run: TrainingRun): Record<string, string> {
  const { network, optimizer, methodology, windows, random } = run;
  const { numRolloutSteps, numTargets = numRolloutSteps } = methodology;
  const states = network.parameters.map(({ path, shape }) => [
    path,
    shape,
    optimizer.stateNames(path),
  ]);
  const parts = {
    'network and optimiser': states,
    'number of seeds': run.numSeeds,
    'rollout steps': [numRolloutSteps, numTargets],
    numTrainingSteps: run.numSteps,
    batchSize: planEpochs(windows.count, run.batchSize).batchSize,
    windows: [windows.count, windows.perTrajectory, windows.length],
    recordLossEvery: run.recordLossEvery,
    'shuffle keys': run.shuffleKeys,
    partitionable: random?.partitionable === true,
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, JSON.stringify(part)]),
  );
}
