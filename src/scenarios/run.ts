/**
 * A whole run of an experiment: data, training of all seeds side by side, tests, sample rollouts.
 */

import { placeName, Workplace } from '../backends/index.js';
import { throwIfStopped } from '../errors.js';
import { PRNGKey, split } from '../random/index.js';
import { RememberingSink, stackSeeds } from '../training/index.js';
import { VERSION } from '../version.js';
import { checkExperiment, DEFAULT_NET } from './experiment.js';
import { NeuralStepper } from './neural-stepper.js';
import type { RawResult, RunRawOptions } from './raw-result.js';
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
  const { task = 'predict', net = DEFAULT_NET, train: trainConfig = 'one' } = options;
  const { startSeed = 0, numSeeds = 1, partitionable = false, precision = 'f32' } = options;
  const { signal, onProgress, onNotice, checkpointSeconds, allowNonFinite } = options;
  const started = performance.now();
  const { plan, choice } = await checkExperiment(scenario, options);
  if (plan.notice !== null) onNotice?.(plan.notice);
  const random = { partitionable };
  const seeds = Array.from({ length: numSeeds }, (_, i) => startSeed + i);
  const keys = seeds.map((seed) => split(PRNGKey(seed), 2, random));
  const shuffleKeys = keys.map(([, shuffleKey]) => shuffleKey);
  const place = await Workplace.open(options, choice, (why) => {
    sink.leave(why);
    onNotice?.(`${why}; going on from what was last read back, on ${placeName(place.current)}`);
  });
  const sink = new RememberingSink(options.checkpoint, () => placeName(place.current));
  const { why } = place.choice;
  if (why !== null) onNotice?.(`on ${placeName(place.current)}: ${why}`);
  try {
    const inside = { precision, random, signal };
    const trainer = await place.do((backend) =>
      scenario.getTrainer(trainConfig, { ...inside, backend, allowNonFinite }),
    );
    const steppers: NeuralStepper[] = [];
    for (const [initKey] of keys) {
      steppers.push(
        await scenario.getNeuralStepper(task, net, initKey, { ...inside, backend: place.current }),
      );
    }
    const initial = NeuralStepper.stack(steppers);
    const { stepper, result } = await place.do((backend) =>
      trainer.train(initial, shuffleKeys, {
        ...inside,
        backend,
        onProgress,
        checkpoint: sink,
        checkpointSeconds,
      }),
    );
    const count = result.updateSteps.length;
    const metrics = await place.do((backend) =>
      scenario.performTests(stepper, { ...inside, backend }),
    );
    const sampleRollouts = await place.do((backend) =>
      scenario.sampleTrjs(stepper, { ...inside, backend }),
    );
    sink.arrive(trainer.plan.numSteps);
    const { name, build, threads } = place.current;
    return {
      stepper,
      result: {
        seeds,
        losses: { data: stackSeeds(result.losses), shape: [numSeeds, count] },
        updateSteps: result.updateSteps,
        numUpdates: trainer.plan.numSteps,
        metrics,
        aux: result.aux as readonly (readonly object[])[],
        sampleRollouts,
        weights: stepper.weights(),
        info: {
          backend: name,
          build,
          chosen: why,
          threads,
          version: VERSION,
          partitionable,
          precision,
          trainSeconds: result.seconds,
          totalSeconds: (performance.now() - started) / 1000,
          diverged: seeds.filter((_, i) => result.divergedAt[i] !== null),
          moves: sink.moves,
        },
      },
    };
  } catch (error) {
    throwIfStopped(signal);
    throw error;
  } finally {
    await place.dispose();
  }
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
