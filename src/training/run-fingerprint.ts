/** What two calls for the same run have in common, by which a checkpoint is known. */

import { UserError } from '../errors.js';
import type { Checkpoint } from './checkpoint.js';
import { planEpochs } from './mixer.js';
import type { TrainingRun } from './training-run.js';

/**
 * What decides the bits of a run, but for its functions, its data and where it starts; `tables` are
 * those of its optimiser.
 */
export function fingerprintOf(
  run: TrainingRun,
  tables: Readonly<Record<string, Float64Array>>,
): Record<string, string> {
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
    'rates of the optimiser': Object.entries(tables).map(([name, table]) => [
      name,
      digestOf(table),
    ]),
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

/** 32 bits that hardly any other numbers have (FNV-1a over their bytes). */
function digestOf(numbers: Float64Array): number {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** Throws a UserError for the checkpoint of another run. */
export function requireOwn(fingerprint: Checkpoint['run'], checkpoint: Checkpoint): void {
  const others = Object.entries(fingerprint).filter(
    ([name, part]) => checkpoint.run[name] !== part,
  );
  if (others.length === 0) return;
  const names = others.map(([name]) => name).join(', ');
  throw new UserError(
    `goOnFrom is the checkpoint of another run, which must not differ in: ${names}`,
  );
}
