/**
 * A whole run of an experiment: data, training of all seeds side by side, tests, sample rollouts.
 */

import { placeName, Workplace } from '../backends/index.js';
import { throwIfStopped } from '../errors.js';
import { PRNGKey, split } from '../random/index.js';
import { type CheckpointSink, RememberingSink, stackSeeds } from '../training/index.js';
import { VERSION } from '../version.js';
import { checkExperiment, DEFAULT_NET } from './experiment.js';
import { NeuralStepper } from './neural-stepper.js';
import type { RawResult, RunInfo, RunRawOptions } from './raw-result.js';
import type { Table } from './tables/table.js';
import { wideTable } from './tables/wide-table.js';
import type { TrainableScenario } from './trainable-scenario.js';

/** The raw result and the trained steppers of all seeds. */
export interface RawRun {
  readonly result: RawResult;
  readonly stepper: NeuralStepper;
}

/**
 * Trains a network for `numSeeds` seeds from `startSeed` on, tests it, and takes its sample
 * rollouts. For each seed `init_key, shuffle_key = split(PRNGKey(seed))`; data is shared by all.
 * Throws a UserError for bad input, before any work, and a StoppedError if the signal fires.
 */
export async function runRaw(
  scenario: TrainableScenario,
  options: RunRawOptions = {},
): Promise<RawRun> {
  const { partitionable = false, precision = 'f32', signal, onNotice } = options;
  const started = performance.now();
  const { plan, choice } = await checkExperiment(scenario, options);
  if (plan.notice !== null) onNotice?.(plan.notice);
  const place = await Workplace.open(options, choice, (why) => {
    sink.leave(why);
    onNotice?.(`${why}; going on from what was last read back, on ${placeName(place.current)}`);
  });
  const sink = new RememberingSink(options.checkpoint, () => placeName(place.current));
  const { why } = place.choice;
  if (why !== null) onNotice?.(`on ${placeName(place.current)}: ${why}`);
  try {
    const outcome = await trainAndTest(scenario, options, place, sink);
    const { seeds, numUpdates, stepper, training, metrics, sampleRollouts } = outcome;
    sink.arrive(numUpdates);
    const { name: backend, build, threads } = place.current;
    const info: RunInfo = {
      backend,
      build,
      chosen: why,
      threads,
      version: VERSION,
      partitionable,
      precision,
      trainSeconds: training.seconds,
      totalSeconds: (performance.now() - started) / 1000,
      diverged: seeds.filter((_, i) => training.divergedAt[i] !== null),
      moves: sink.moves,
    };
    const result = {
      seeds,
      losses: {
        data: stackSeeds(training.losses),
        shape: [seeds.length, training.updateSteps.length],
      },
      updateSteps: training.updateSteps,
      numUpdates,
      metrics,
      aux: training.aux as readonly (readonly object[])[],
      sampleRollouts,
      weights: stepper.weights(),
      info,
    };
    return { stepper, result };
  } catch (error) {
    throwIfStopped(signal);
    throw error;
  } finally {
    await place.dispose();
  }
}

/** The work of a run, each part of which starts anew where it has to move. */
async function trainAndTest(
  scenario: TrainableScenario,
  options: RunRawOptions,
  place: Workplace,
  checkpoint: CheckpointSink,
) {
  const { task = 'predict', net = DEFAULT_NET, train: trainConfig = 'one' } = options;
  const { startSeed = 0, numSeeds = 1, partitionable = false, precision = 'f32' } = options;
  const { signal, onProgress, checkpointSeconds, allowNonFinite } = options;
  const random = { partitionable };
  const inside = { precision, random, signal };
  const seeds = Array.from({ length: numSeeds }, (_, i) => startSeed + i);
  const keys = seeds.map((seed) => split(PRNGKey(seed), 2, random));
  const trainer = await place.do((backend) =>
    scenario.getTrainer(trainConfig, { ...inside, backend, allowNonFinite }),
  );
  const steppers: NeuralStepper[] = [];
  for (const [initKey] of keys) {
    const within = { ...inside, backend: place.current };
    steppers.push(await scenario.getNeuralStepper(task, net, initKey, within));
  }
  const initial = NeuralStepper.stack(steppers);
  const shuffleKeys = keys.map(([, shuffleKey]) => shuffleKey);
  const watched = { ...inside, onProgress, checkpoint, checkpointSeconds };
  const { stepper, result: training } = await place.do((backend) =>
    trainer.train(initial, shuffleKeys, { ...watched, backend }),
  );
  const metrics = await place.do((backend) =>
    scenario.performTests(stepper, { ...inside, backend }),
  );
  const sampleRollouts = await place.do((backend) =>
    scenario.sampleTrjs(stepper, { ...inside, backend }),
  );
  return { seeds, numUpdates: trainer.plan.numSteps, stepper, training, metrics, sampleRollouts };
}

/** What the original's call returns. */
export interface RunResult {
  /** The wide table, one row per seed. */
  readonly table: Table;
  /** The trained stepper of every seed. */
  readonly steppers: readonly NeuralStepper[];
}

/** As `runRaw` (default network `Conv;34;10;relu`), with the table and a stepper for each seed. */
export async function runWithTable(
  scenario: TrainableScenario,
  options: RunRawOptions = {},
): Promise<RunResult> {
  const { task = 'predict', net = 'Conv;34;10;relu', train = 'one' } = options;
  const { result, stepper } = await runRaw(scenario, { ...options, task, net, train });
  const labels = {
    scenario: await scenario.getScenarioName(),
    task,
    net,
    train,
    scenarioKwargs: '{}',
  };
  return {
    table: wideTable(result, labels),
    steppers: result.seeds.map((_, index) => stepper.seed(index)),
  };
}
