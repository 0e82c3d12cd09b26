/**
 * From the strings of an experiment to its plan: everything is parsed and checked here, once, and
 * nothing below a plan reads a string again.
 *
 * What it needs of the scenario it asks its public methods for, so a subclass may override those.
 * A `UserError` names the key of the entry that it is about.
 */

import { checkPlace, chooseLater } from '../backends/index.js';
import { requireMemory } from '../checks.js';
import { onBehalfOf } from '../config/index.js';
import { loadCore } from '../core/index.js';
import { about, clipped, UserError } from '../errors.js';
import {
  buildNetwork,
  type Network,
  type NetworkConfig,
  parseNetworkConfig,
  withoutActivation,
} from '../nets/index.js';
import { beforeHolding, OPS_PER_LEAF } from '../platform/index.js';
import { type Key, PRNGKey, split } from '../random/index.js';
import {
  type EmulatorMaker,
  type Methodology,
  NeuralStepper,
  type Physics,
  parseOptimConfig,
  parseTrainConfig,
  planEpochs,
  type ResiduumFn,
  subStack,
  type TrainingTask,
  trainingProgram,
} from '../training/index.js';
import { parseCallbacks } from './callbacks.js';
import {
  checkCount,
  checkMadeStepper,
  checkMethods,
  checkMetrics,
  checkNetwork,
  checkOptimizer,
  checkRecomputeEvery,
  checkResiduum,
  icGeneratorOf,
  nameOf,
} from './checks.js';
import { coarseStepper, referenceStepper, requireStates } from './data.js';
import { testPrograms } from './evaluate.js';
import { checkRunOptions, RUN_RAW_OPTIONS } from './option-rules.js';
import type { RunRawOptions } from './options.js';
import { requireDepth } from './room.js';
import type { Plan, Scenario, TrainingPlan } from './scenario.js';
import { emulatorMaker, parseTask } from './tasks.js';

/** The network of a raw run for which none is named. */
export const DEFAULT_NET = 'Conv;26;10;relu';

/** The network of a config string for this scenario's states, its activation the scenario's. */
export async function defineNetwork(scenario: Scenario, net: string): Promise<Network> {
  await loadCore();
  const config = parseNetworkConfig(net);
  const { num_spatial_dims: numSpatialDims, num_points: numPoints } = scenario;
  const shape = { numSpatialDims, numPoints, numChannels: scenario.num_channels };
  const activation = await activationOf(scenario, config);
  // Of a field that may be the depth.
  await beforeHolding(OPS_PER_LEAF * Math.max(0, ...config.values));
  return buildNetwork(config, shape, activation);
}

/** The same, as a subclass defines it. */
export async function definedNetwork(scenario: Scenario, net: string): Promise<Network> {
  return checkNetwork(scenario, await scenario.defineNetwork(net));
}

async function activationOf(scenario: Scenario, config: NetworkConfig) {
  try {
    return await scenario.getActivation(config.activation);
  } catch (error) {
    return withoutActivation(config, error);
  }
}

/**
 * What makes the emulator of a network, by the task's string. Throws a UserError for what there is
 * not, and for a task that corrects a coarse solver where there is no scenario to have one.
 */
export async function readTask(
  scenario: Scenario | undefined,
  config: string,
): Promise<EmulatorMaker> {
  await loadCore();
  const task = parseTask(config);
  if (task.needsCoarse !== true) return emulatorMaker(task, null);
  if (scenario === undefined) {
    throw new UserError(`task '${clipped(config)}' corrects a coarse solver: it needs a scenario`);
  }
  return emulatorMaker(task, await coarseStepper(scenario));
}

/** Reads a training string and what the scenario says of its optimiser. Throws a UserError. */
export async function readTraining(
  scenario: Scenario,
  train: string,
  recomputeEvery?: number,
): Promise<TrainingPlan> {
  checkRecomputeEvery(recomputeEvery);
  await loadCore();
  return planTraining(scenario, parseTrainConfig(train), recomputeEvery);
}

async function planTraining(
  scenario: Scenario,
  methodology: Methodology,
  recomputeEvery: number | undefined,
): Promise<TrainingPlan> {
  const { optimizer, numSteps } = await about('optim_config', () => readOptimizer(scenario));
  const { num_train_samples: samples, train_temporal_horizon: horizon, batch_size } = scenario;
  const windows = onBehalfOf(methodology, () =>
    subStack(samples, horizon + 1, methodology.numRolloutSteps),
  );
  return {
    methodology,
    physics: await physicsOf(scenario, methodology),
    optimizer,
    numSteps,
    windows,
    recomputeEvery,
    notice: planEpochs(windows.count, batch_size).notice,
  };
}

/** What a methodology needs of the scenario's physics. */
async function physicsOf(scenario: Scenario, methodology: Methodology): Promise<Physics> {
  const { needsReference = false, needsResiduum = false } = methodology;
  const solver = needsReference ? await referenceStepper(scenario) : undefined;
  return {
    refStepper: solver && ((u) => solver.step(u)),
    residuumFn: needsResiduum ? await residuumOf(scenario) : undefined,
  };
}

async function residuumOf(scenario: Scenario): Promise<ResiduumFn> {
  if (scenario.getResiduumFn === undefined) {
    throw new UserError(
      `this training takes the residuum of steps, and ${await nameOf(scenario)} has ` +
        'none: it comes from a subclass with a method getResiduumFn',
    );
  }
  return checkResiduum(scenario, await scenario.getResiduumFn());
}

async function readOptimizer(scenario: Scenario) {
  if (!scenario.redefines('getOptimizer', 'numTrainingSteps')) {
    return parseOptimConfig(scenario.optim_config);
  }
  return {
    optimizer: checkOptimizer(scenario, await scenario.getOptimizer()),
    numSteps: checkCount(scenario, 'numTrainingSteps', await scenario.numTrainingSteps()),
  };
}

/** What is trained on what. */
export function trainingTask(plan: TrainingPlan, stepper: NeuralStepper): TrainingTask {
  const { methodology, physics, optimizer, windows, numSteps, recomputeEvery } = plan;
  const { network, emulatorOf: emulator, numSeeds } = stepper;
  const training = { methodology, physics, optimizer, windows, numSteps, recomputeEvery };
  return { ...training, network, emulator, numSeeds };
}

/** The program of one update of a plan. */
export function updateProgram(plan: TrainingPlan, stepper: NeuralStepper, batchSize: number) {
  const { batchSize: most } = planEpochs(plan.windows.count, batchSize);
  return trainingProgram(trainingTask(plan, stepper), most);
}

/** The stepper of a plan without its parameters. */
export function bareStepper({
  network,
  emulatorOf,
  seeds,
  options,
}: Omit<Plan, 'choose'>): NeuralStepper {
  return new NeuralStepper(network, emulatorOf, [], seeds.length, options.precision);
}

/** The keys of each seed: `init_key, shuffle_key = split(PRNGKey(seed))`. */
export function keysOf(seed: number, partitionable = false): [init: Key, shuffle: Key] {
  return split(PRNGKey(seed), 2, { partitionable }) as [Key, Key];
}

/** The network of a string and what makes its emulator, as a subclass may make both by itself. */
async function readEmulator(
  scenario: Scenario,
  task: string,
  net: string,
  options: RunRawOptions,
): Promise<{ network: Network; emulatorOf: EmulatorMaker }> {
  if (!scenario.redefines('getNetwork', 'getNeuralStepper')) {
    const emulatorOf = await about('task', () => readTask(scenario, task));
    return { emulatorOf, network: await about('net', () => definedNetwork(scenario, net)) };
  }
  const { startSeed = 0, partitionable, precision } = options;
  const [key] = keysOf(startSeed, partitionable);
  const within = { random: { partitionable }, precision };
  return about('net', async () => {
    const stepper = await scenario.getNeuralStepper(task, net, key, within);
    return checkMadeStepper(scenario, 'getNeuralStepper', stepper);
  });
}

/** The strings without the spaces around them. */
function trimmed(options: RunRawOptions): RunRawOptions {
  const { task, net, train } = options;
  return { ...options, task: task?.trim(), net: net?.trim(), train: train?.trim() };
}

/**
 * Reads an experiment and checks everything about it that can be checked before work starts.
 *
 * That it fits in memory is found out by laying out its programs: training, tests (without the
 * reference solver) and sample rollouts.
 */
export async function makePlan(scenario: Scenario, options: RunRawOptions = {}): Promise<Plan> {
  const strings = trimmed(options);
  const { task = 'predict', net = DEFAULT_NET, train = 'one', startSeed = 0, ...rest } = strings;
  const { numSeeds = 1, onProgress: _, onNotice: __, checkpoint: ___, ...run } = rest;
  await loadCore();
  checkMethods(scenario);
  if (!Number.isInteger(numSeeds) || numSeeds < 1) {
    throw new UserError(`the number of seeds must be a whole number from 1 on, not ${numSeeds}`);
  }
  checkPlace(run);
  checkRecomputeEvery(run.recomputeEvery);
  const emulator = await readEmulator(scenario, task, net, options);
  const methodology = await about('train', () => parseTrainConfig(train));
  const icGenerator = await about('ic_config', () => icGeneratorOf(scenario));
  const metrics = await about('report_metrics', async () =>
    checkMetrics(scenario, await scenario.getMetricFns()),
  );
  const callbacks = await about('callbacks', () => parseCallbacks(scenario.callbacks));
  if (scenario.redefines('checkData')) await scenario.checkData();
  requireStates(scenario);
  return about('train', async () => {
    const training = await planTraining(scenario, methodology, run.recomputeEvery);
    const plan = {
      ...training,
      ...emulator,
      scenario,
      task,
      net,
      train,
      seeds: Array.from({ length: numSeeds }, (_, i) => startSeed + i),
      icGenerator,
      metrics,
      callbacks,
      options: run,
    };
    return { ...plan, choose: await choiceOf(plan) };
  });
}

/** As `makePlan`, for options from outside. Throws a UserError for one that there is not. */
export async function requirePlan(scenario: Scenario, options: RunRawOptions = {}): Promise<Plan> {
  checkRunOptions('run', options, RUN_RAW_OPTIONS);
  return makePlan(scenario, options);
}

async function choiceOf(plan: Omit<Plan, 'choose'>) {
  const { scenario, network, numSteps, windows, seeds, metrics, net, options } = plan;
  const { batchSize } = planEpochs(windows.count, scenario.batch_size);
  const numbers = [seeds.length, 3, network.parameterCount];
  await about('net', () => requireMemory(`parameters and moments of ${net}`, numbers));
  const order = [numSteps, seeds.length, batchSize];
  await about('optim_config', () => requireMemory('the order of the minibatches', order));
  const stepper = bareStepper(plan);
  await requireDepth(trainingTask(plan, stepper), batchSize, options);
  return chooseLater(options, async () => {
    await beforeHolding(OPS_PER_LEAF * network.parameters.length);
    return [
      updateProgram(plan, stepper, scenario.batch_size),
      ...testPrograms(scenario, metrics, stepper),
    ];
  });
}
