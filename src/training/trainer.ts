/**
 * Trains a network: lays out the program, uploads data, tables and parameters, runs it in pieces
 * (training-pieces.ts), and brings back losses and parameters.
 */

import { sizeOf } from '../arrays.js';
import type { Backend } from '../backends/index.js';
import { checkFields } from '../checks.js';
import { UserError } from '../errors.js';
import { beforeHolding, OPS_PER_LEAF } from '../platform/index.js';
import { permutationMixer, planEpochs } from './mixer.js';
import { checkOptimizerParts } from './optimizer-parts.js';
import { fingerprintOf, requireOwn } from './run-fingerprint.js';
import { Training } from './training-pieces.js';
import { DATA, ROWS, rowTable, trainingProgram } from './training-program.js';
import {
  TRAIN_OPTIONS,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
} from './training-run.js';

/**
 * Trains. Throws a `StoppedError`, after saving a checkpoint, when the signal fires, a
 * `CallbackError`, after saving one, when a callback throws, and a `CheckpointError` where one cannot
 * be saved.
 */
export async function train(
  backend: Backend,
  run: TrainingRun,
  options: TrainOptions = {},
): Promise<TrainingResult> {
  checkFields('training options', options, TRAIN_OPTIONS);
  if (run.shuffleKeys.length !== run.numSeeds) {
    throw new UserError(
      `${run.shuffleKeys.length} keys for ${run.numSeeds} seeds; allowed: one key for each seed`,
    );
  }
  await beforeHolding(OPS_PER_LEAF * run.network.parameters.length);
  const tables = run.optimizer.tables(run.numSteps);
  const fingerprint = fingerprintOf(run, tables);
  if (options.goOnFrom !== undefined) requireOwn(fingerprint, options.goOnFrom);
  const plan = planEpochs(run.windows.count, run.batchSize);
  const orders = run.shuffleKeys.map((key) =>
    permutationMixer(plan, run.numSteps, key, run.random),
  );
  const program = trainingProgram(run, plan.batchSize);
  checkOptimizerParts(program, run, tables);
  const executable = await backend.compile(program, {
    remainder: plan.remainder > 0 ? trainingProgram(run, plan.remainder) : undefined,
    stepsPerEpoch: plan.batchesPerEpoch,
  });
  try {
    await run.writeData(executable, DATA);
    await executable.write(ROWS, rowTable(plan, run.windows, orders, run.numSteps));
    for (const [name, table] of Object.entries(tables)) {
      await executable.write(name, table);
    }
    const sizes = [...program.states].map(([name, { shape }]) => [name, sizeOf(shape)] as const);
    const setUp = { plan, orders, fingerprint, sizes: new Map(sizes) };
    const training = new Training(executable, run, options, backend, setUp);
    return await training.finish();
  } finally {
    await executable.dispose();
  }
}
