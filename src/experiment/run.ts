/**
 * A whole run of an experiment: data, training of all seeds side by side, tests, sample rollouts.
 */

import { concatenate, partAt } from '../arrays.js';
import { availableThreads, backendName, FailoverBackend } from '../backends/index.js';
import { pick } from '../checks.js';
import { CheckpointError, throwIfStopped } from '../errors.js';
import type { Table } from '../tables/index.js';
import {
  BackendHistory,
  CheckpointCache,
  type CheckpointSink,
  type NeuralStepper,
} from '../training/index.js';
import { VERSION } from '../version.js';
import { checkArray, checkMadeStepper, checkResult, checkTests, nameOf } from './checks.js';
import { stateOf } from './data.js';
import { LazyTestSet } from './evaluate.js';
import { checkRunOptions, RUN_RAW_OPTIONS } from './option-rules.js';
import type { RunRawOptions, WatchOptions } from './options.js';
import { makePlan, requirePlan } from './plan.js';
import { readyTraining } from './ready-training.js';
import type { RawResult, RunInfo } from './result.js';
import type { Plan, Scenario } from './scenario.js';
import { wideTable } from './wide-table.js';

/**
 * Trains a plan's network for its seeds, tests it, and takes its sample rollouts. For each seed
 * `init_key, shuffle_key = split(PRNGKey(seed))`; data is shared by all. What a subclass of the
 * scenario overrides is what is called. Throws a StoppedError if the signal fires.
 */
export async function runPlan(plan: Plan, watch: WatchOptions = {}): Promise<RawResult> {
  const { seeds } = plan;
  const { partitionable = false, precision = 'f32' } = plan.options;
  const { signal = plan.options.signal, onNotice } = watch;
  const started = performance.now();
  if (plan.notice !== null) onNotice?.(plan.notice);
  const history = new BackendHistory(() => backendName(failover.current));
  const failover = await FailoverBackend.open(plan.options, await plan.choose(), (why) => {
    history.leave(why);
    onNotice?.(
      `${why}; going on from what was last read back, on ${backendName(failover.current)}`,
    );
  });
  const { name: place, threads } = failover.current;
  const processors = availableThreads();
  if (place === 'wasm' && threads > processors) {
    onNotice?.(`${threads} threads on ${processors} processors are no faster than ${processors}`);
  }
  const { why } = failover.choice;
  if (why !== null) onNotice?.(`on ${backendName(failover.current)}: ${why}`);
  try {
    const checkpoint = new CheckpointCache(watch.checkpoint, history);
    const outcome = await trainAndTest(plan, watch, failover, checkpoint);
    const { numUpdates, stepper, training, metrics, sampleRollouts } = outcome;
    const { digests } = training;
    history.arrive(numUpdates);
    const { name: backend, build, threads: taken } = failover.current;
    const info: RunInfo = {
      backend,
      build,
      chosen: why,
      threads: taken,
      version: VERSION,
      partitionable,
      precision,
      trainSeconds: training.seconds,
      totalSeconds: (performance.now() - started) / 1000,
      diverged: seeds.filter((_, i) => training.divergedAt[i] !== null),
      moves: history.moves,
    };
    return {
      seeds,
      losses: {
        data: concatenate(training.losses),
        shape: [seeds.length, training.updateSteps.length],
      },
      updateSteps: training.updateSteps,
      numUpdates,
      metrics,
      aux: training.aux as readonly (readonly object[])[],
      sampleRollouts,
      weights: stepper.weights(),
      stepper,
      ...(digests === undefined ? {} : { digests }),
      info,
    };
  } catch (error) {
    // What cannot go on must not be told as what was only stopped.
    if (!(error instanceof CheckpointError)) throwIfStopped(signal);
    throw error;
  } finally {
    await failover.dispose();
  }
}

/** The work of a run, each part of which starts anew where it has to move. */
async function trainAndTest(
  plan: Plan,
  watch: WatchOptions,
  failover: FailoverBackend,
  checkpoint: CheckpointSink,
) {
  const { scenario, seeds } = plan;
  const { partitionable = false, precision = 'f32', allowNonFinite, digestEvery } = plan.options;
  const { signal, checkpointSeconds } = { ...plan.options, ...watch };
  const { onProgress } = watch;
  const testSet = new LazyTestSet(scenario);
  const inside = { precision, random: { partitionable }, signal, plan, testSet };
  const { trainer, initial, shuffleKeys } = await readyTraining(plan, failover, {
    ...inside,
    allowNonFinite,
  });
  const watched = { ...inside, onProgress, checkpoint, checkpointSeconds, digestEvery };
  const { stepper, result: training } = await failover.do((backend) =>
    trainer.train(initial, shuffleKeys, { ...watched, backend }),
  );
  const tests = await failover.do(async (backend) =>
    scenario.performTests(stepper, { ...inside, backend }),
  );
  const metrics = checkTests(scenario, tests, seeds.length);
  const samples = await failover.do(async (backend) =>
    scenario.sampleTrjs(stepper, { ...inside, backend }),
  );
  const sampleRollouts = checkArray(scenario, 'sampleTrjs', samples, [
    seeds.length,
    samples?.shape?.[1] ?? 0,
    scenario.test_temporal_horizon + 1,
    ...stateOf(scenario),
  ]);
  return { numUpdates: trainer.plan.numSteps, stepper, training, metrics, sampleRollouts };
}

/** The run of a plan, or what a subclass makes of it. */
export async function carryOut(plan: Plan, watch: WatchOptions = {}): Promise<RawResult> {
  const { scenario, task, net, train, seeds, options } = plan;
  if (!scenario.redefines('runRaw')) return runPlan(plan, watch);
  const strings = { task, net, train, startSeed: seeds[0], numSeeds: seeds.length };
  const whole = { ...options, ...watch, ...strings, removeSingletonAxis: false };
  const given = await scenario.runRaw(pick(whole, RUN_RAW_OPTIONS));
  const result = checkResult(scenario, given);
  // What is overridden may give other weights than its stepper has.
  const { weights, info } = result;
  const stepper = await scenario.loadModel(weights, { task, net, precision: info.precision });
  return { ...result, stepper: checkMadeStepper(scenario, 'loadModel', stepper) };
}

/** Trains and tests a network (default `Conv;26;10;relu`) for some seeds. */
export async function runRaw(scenario: Scenario, options: RunRawOptions = {}): Promise<RawResult> {
  const result = await runPlan(await requirePlan(scenario, options), options);
  const isBare = options.removeSingletonAxis === true && result.seeds.length === 1;
  return isBare ? withoutSeedAxis(result) : result;
}

function withoutSeedAxis(result: RawResult): RawResult {
  return {
    ...result,
    losses: partAt(result.losses, 0),
    metrics: new Map([...result.metrics].map(([config, all]) => [config, partAt(all, 0)])),
    sampleRollouts: partAt(result.sampleRollouts, 0),
    weights: result.weights.map((weight) => ({ ...weight, shape: weight.shape.slice(1) })),
  };
}

/** What `run` of a scenario gives, as the original's scenarios do when they are called. */
export interface RunResult {
  /** The wide table, one row per seed. */
  readonly table: Table;
  /** The trained stepper of every seed. */
  readonly steppers: readonly NeuralStepper[];
}

/** As `runRaw` (default network `Conv;34;10;relu`), with the table and a stepper for each seed. */
export async function runWithTable(
  scenario: Scenario,
  options: RunRawOptions = {},
): Promise<RunResult> {
  checkRunOptions('run', options, RUN_RAW_OPTIONS);
  const plan = await makePlan(scenario, { net: 'Conv;34;10;relu', ...options });
  const result = await carryOut(plan, options);
  const { task, net, train } = plan;
  const name = await nameOf(scenario);
  return {
    table: wideTable(result, { scenario: name, task, net, train, scenarioKwargs: '{}' }),
    steppers: result.seeds.map((_, index) => result.stepper.seed(index)),
  };
}
