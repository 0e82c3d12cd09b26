/**
 * The training half of a scenario: from the strings of an experiment (task, network, training) to
 * a trained emulator, its tests and its sample rollouts.
 *
 * `BaseScenario` delegates to these functions. What they need of the scenario they ask its methods
 * for, so a subclass may override those.
 */

import { UserError } from '../errors.js';
import { initialise, type Network, getNetwork as parseNetwork } from '../nets/index.js';
import type { Key } from '../random/index.js';
import {
  fullLoss as lossOverAllWindows,
  type Methodology,
  type OptimConfig,
  parseOptimConfig,
  parseTrainConfig,
  planEpochs,
  stackSeeds,
  subStack,
  type TrainingResult,
  type TrainOptions,
  train,
  type Windows,
} from '../training/index.js';
import { checkCallbacks, parseCallbacks } from './callbacks.js';
import { type DataOptions, requireFinite, requireMemory, withBackend } from './data.js';
import { NeuralStepper } from './neural-stepper.js';
import type { RawWeight, RunRawOptions } from './raw-result.js';
import { parseTask } from './tasks.js';
import type { TrainableScenario } from './trainable-scenario.js';

/** The network of a raw run for which none is named. */
export const DEFAULT_NET = 'Conv;26;10;relu';

/** The network of a config string for this scenario's states. */
export function network(scenario: TrainableScenario, net: string): Network {
  const { num_spatial_dims: numSpatialDims, num_points: numPoints, num_channels } = scenario;
  return parseNetwork(net, { numSpatialDims, numPoints, numChannels: num_channels });
}

/** The emulator of a task and a network, with initial parameters drawn from a key per seed. */
export function neuralStepper(
  scenario: TrainableScenario,
  task: string,
  net: string,
  keys: readonly Key[],
  { random, precision }: DataOptions = {},
): NeuralStepper {
  const parsed = network(scenario, net);
  const perSeed = keys.map((key) => initialise(parsed, key, random));
  const params = parsed.parameters.map((_, leaf) => stackSeeds(perSeed.map((p) => p[leaf])));
  return new NeuralStepper(parsed, parseTask(task), params, keys.length, precision);
}

/**
 * The emulator of weights that were trained before: arrays by leaf path, each with a leading axis
 * of seeds or, for one seed, without. Throws a UserError where they do not fit the network.
 */
export function loadModel(
  scenario: TrainableScenario,
  task: string,
  net: string,
  weights: readonly RawWeight[],
  precision?: 'f32' | 'f64',
): NeuralStepper {
  const parsed = network(scenario, net);
  const byPath = new Map(weights.map((weight) => [weight.path, weight]));
  let numSeeds: number | null = null;
  const params = parsed.parameters.map(({ path, shape }) => {
    const weight = byPath.get(path);
    if (weight === undefined) throw new UserError(`the weights have no '${path}' of ${net}`);
    const leading = weight.shape.length - shape.length;
    const seeds = leading === 1 ? weight.shape[0] : 1;
    const fits = leading >= 0 && leading <= 1 && seeds === (numSeeds ?? seeds);
    if (!fits || shape.some((extent, axis) => extent !== weight.shape[leading + axis])) {
      throw new UserError(
        `'${path}' of ${net} is [${shape.join(', ')}]; the weights have [${weight.shape.join(', ')}]`,
      );
    }
    numSeeds = seeds;
    return weight.data;
  });
  if (byPath.size > parsed.parameters.length) {
    const known = new Set(parsed.parameters.map(({ path }) => path));
    const extra = [...byPath.keys()].filter((path) => !known.has(path));
    throw new UserError(`the weights have ${extra.join(', ')}, which ${net} has not`);
  }
  return new NeuralStepper(parsed, parseTask(task), params, numSeeds ?? 1, precision);
}

/** What a training string and the scenario's attributes come to; checked before any work. */
export interface TrainingPlan {
  readonly methodology: Methodology;
  readonly optim: OptimConfig;
  readonly windows: Windows;
  /** What there is to say about it once. */
  readonly notice: string | null;
}

/** Reads the training string and `optim_config`. Throws a UserError. */
export function trainingPlan(scenario: TrainableScenario, trainConfig: string): TrainingPlan {
  const methodology = parseTrainConfig(trainConfig);
  const windows = subStack(
    scenario.num_train_samples,
    scenario.train_temporal_horizon + 1,
    methodology.numRolloutSteps,
  );
  return {
    methodology,
    optim: parseOptimConfig(scenario.optim_config),
    windows,
    notice: planEpochs(windows.count, scenario.batch_size).notice,
  };
}

/** Trains steppers on the scenario's train data. */
export interface Trainer {
  readonly plan: TrainingPlan;
  /** From the initial stepper and the key of each seed's mixer to losses and parameters. */
  train(
    stepper: NeuralStepper,
    shuffleKeys: readonly Key[],
    options?: DataOptions & TrainOptions,
  ): Promise<{ stepper: NeuralStepper; result: TrainingResult }>;
}

export interface TrainerOptions extends DataOptions {
  /** Take train data that is not finite as it is. */
  readonly allowNonFinite?: boolean;
}

/** The trainer of a training string, with its data. */
export async function trainer(
  scenario: TrainableScenario,
  trainConfig: string,
  options: TrainerOptions = {},
): Promise<Trainer> {
  const plan = trainingPlan(scenario, trainConfig);
  const data = await scenario.getTrainData(options);
  if (options.allowNonFinite !== true) requireFinite('the train data', data);
  return {
    plan,
    train: (stepper, shuffleKeys, trainOptions = {}) =>
      withBackend({ ...options, ...trainOptions }, async (backend) => {
        const inside = { ...options, ...trainOptions, backend };
        const result = await train(
          backend,
          {
            network: stepper.network,
            emulator: stepper.task,
            methodology: plan.methodology,
            optimizer: plan.optim.optimizer,
            windows: plan.windows,
            numSeeds: stepper.numSeeds,
            numSteps: plan.optim.numSteps,
            data: data.data,
            batchSize: scenario.batch_size,
            recordLossEvery: scenario.record_loss_every,
            shuffleKeys,
            initial: stepper.params,
            random: options.random,
            callbacks: scenario.getCallbackFn(stepper, inside),
          },
          trainOptions,
        );
        const { network: net, task, numSeeds } = stepper;
        const trained = new NeuralStepper(net, task, result.params, numSeeds, backend.precision);
        return { stepper: trained, result };
      }),
  };
}

/** The scenario's callbacks for a stepper like this one. */
export function callbacks(scenario: TrainableScenario, like: NeuralStepper, options: DataOptions) {
  const { network: net, task, numSeeds, precision } = like;
  return parseCallbacks(scenario.callbacks, {
    stepper: (params) => new NeuralStepper(net, task, params, numSeeds, precision),
    tests: (stepper) => scenario.performTests(stepper, options),
    samples: (stepper) => scenario.sampleTrjs(stepper, options),
  });
}

/** The loss of a training string over all windows of the train data, for each seed. */
export async function fullLoss(
  scenario: TrainableScenario,
  stepper: NeuralStepper,
  trainConfig: string,
  options: DataOptions = {},
): Promise<Float64Array> {
  const { methodology, windows } = trainingPlan(scenario, trainConfig);
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const { data } = await scenario.getTrainData({ ...options, backend });
    const { network: net, task: emulator, numSeeds, params } = stepper;
    const task = { network: net, emulator, methodology, windows, numSeeds };
    return lossOverAllWindows(backend, task, params, data);
  });
}

/** Checks everything about an experiment that can be checked before work starts. */
export function checkExperiment(
  scenario: TrainableScenario,
  { task = 'predict', net = DEFAULT_NET, train: trainConfig = 'one', numSeeds = 1 }: RunRawOptions,
): void {
  if (!Number.isInteger(numSeeds) || numSeeds < 1) {
    throw new UserError(`the number of seeds must be a whole number from 1 on, not ${numSeeds}`);
  }
  scenario.checkData();
  const { parameterCount } = network(scenario, net);
  parseTask(task);
  const { optim, windows } = trainingPlan(scenario, trainConfig);
  checkCallbacks(scenario.callbacks);
  const batch = Math.min(scenario.batch_size, windows.count);
  requireMemory(`parameters and moments of ${net}`, [numSeeds, 3, parameterCount]);
  requireMemory('the order of the minibatches', [optim.numSteps, numSeeds, batch]);
}
