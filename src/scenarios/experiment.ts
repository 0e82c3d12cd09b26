/**
 * The training half of a scenario: from the strings of an experiment (task, network, training) to
 * a trained emulator, its tests and its sample rollouts.
 *
 * `BaseScenario` delegates to these functions. What they need of the scenario they ask its methods
 * for, so a subclass may override those.
 */

import { type Choice, chooseBackend } from '../backends/index.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { type Activation, type Network, getNetwork as parseNetwork } from '../nets/index.js';
import {
  fullLoss as lossOverAllWindows,
  parseTrainConfig,
  planEpochs,
  subStack,
  type TrainingTask,
  train,
  trainingProgram,
} from '../training/index.js';
import { checkCallbacks, parseCallbacks } from './callbacks.js';
import { type DataOptions, requireFinite, requireMemory, withBackend } from './data.js';
import { NeuralStepper } from './neural-stepper.js';
import type { RawWeight, RunRawOptions } from './raw-result.js';
import { parseTask } from './tasks.js';
import * as tests from './tests.js';
import type {
  TrainableScenario,
  Trainer,
  TrainerOptions,
  TrainingPlan,
} from './trainable-scenario.js';

/** The network of a raw run for which none is named. */
export const DEFAULT_NET = 'Conv;26;10;relu';

/** The network of a config string for this scenario's states, its activation the scenario's. */
export async function defineNetwork(scenario: TrainableScenario, net: string): Promise<Network> {
  const { num_spatial_dims: numSpatialDims, num_points: numPoints } = scenario;
  const shape = { numSpatialDims, numPoints, numChannels: scenario.num_channels };
  let name = '';
  const identity: Activation = (x) => x;
  parseNetwork(net, shape, (given) => {
    name = given;
    return identity;
  });
  const activation = await scenario.getActivation(name);
  return parseNetwork(net, shape, () => activation);
}

/**
 * The emulator of weights that were trained before: arrays by leaf path, each with a leading axis
 * of seeds or, for one seed, without. Throws a UserError where they do not fit the network.
 */
export function loadModel(
  network: Network,
  task: string,
  weights: readonly RawWeight[],
  precision?: 'f32' | 'f64',
): NeuralStepper {
  const { config: net, parameters } = network;
  const byPath = new Map(weights.map((weight) => [weight.path, weight]));
  let numSeeds: number | null = null;
  const params = parameters.map(({ path, shape }) => {
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
  if (byPath.size > parameters.length) {
    const known = new Set(parameters.map(({ path }) => path));
    const extra = [...byPath.keys()].filter((path) => !known.has(path));
    throw new UserError(`the weights have ${extra.join(', ')}, which ${net} has not`);
  }
  return new NeuralStepper(network, parseTask(task), params, numSeeds ?? 1, precision);
}

/** Reads the training string and what the scenario says of its optimiser. Throws a UserError. */
async function trainingPlan(
  scenario: TrainableScenario,
  trainConfig: string,
): Promise<TrainingPlan> {
  await loadCore();
  const methodology = parseTrainConfig(trainConfig);
  const windows = subStack(
    scenario.num_train_samples,
    scenario.train_temporal_horizon + 1,
    methodology.numRolloutSteps,
  );
  return {
    methodology,
    optimizer: await scenario.getOptimizer(),
    numSteps: await scenario.numTrainingSteps(),
    windows,
    notice: planEpochs(windows.count, scenario.batch_size).notice,
  };
}

/** What is trained on what. */
export function trainingTask(plan: TrainingPlan, stepper: NeuralStepper): TrainingTask {
  const { methodology, optimizer, windows, numSteps } = plan;
  const { network, task: emulator, numSeeds } = stepper;
  return { network, emulator, methodology, optimizer, windows, numSteps, numSeeds };
}

/** The trainer of a training string, with its data. */
export async function trainer(
  scenario: TrainableScenario,
  trainConfig: string,
  options: TrainerOptions = {},
): Promise<Trainer> {
  const plan = await trainingPlan(scenario, trainConfig);
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
            ...trainingTask(plan, stepper),
            data: data.data,
            batchSize: scenario.batch_size,
            recordLossEvery: scenario.record_loss_every,
            shuffleKeys,
            initial: stepper.params,
            random: options.random,
            callbacks: await scenario.getCallbackFn(stepper, inside),
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
  const { methodology, windows } = await trainingPlan(scenario, trainConfig);
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const { data } = await scenario.getTrainData({ ...options, backend });
    const { network: net, task: emulator, numSeeds, params } = stepper;
    const task = { network: net, emulator, methodology, windows, numSeeds };
    return lossOverAllWindows(backend, task, params, data);
  });
}

/**
 * Checks everything about an experiment that can be checked before work starts, and returns what
 * its training comes to and where it can run.
 *
 * That it fits in memory is found out by laying out its programs: training, tests (without the
 * reference solver) and sample rollouts.
 */
export async function checkExperiment(
  scenario: TrainableScenario,
  { task = 'predict', net = DEFAULT_NET, train: trainConfig = 'one', ...options }: RunRawOptions,
): Promise<{ plan: TrainingPlan; choice: Choice }> {
  const { numSeeds = 1, precision } = options;
  if (!Number.isInteger(numSeeds) || numSeeds < 1) {
    throw new UserError(`the number of seeds must be a whole number from 1 on, not ${numSeeds}`);
  }
  await scenario.checkData();
  const network = await scenario.defineNetwork(net);
  const plan = await trainingPlan(scenario, trainConfig);
  checkCallbacks(scenario.callbacks);
  const stepper = new NeuralStepper(network, parseTask(task), [], numSeeds, precision);
  const { batchSize } = planEpochs(plan.windows.count, scenario.batch_size);
  requireMemory(`parameters and moments of ${net}`, [numSeeds, 3, network.parameterCount]);
  requireMemory('the order of the minibatches', [plan.numSteps, numSeeds, batchSize]);
  const choice = await chooseBackend(options, [
    trainingProgram(trainingTask(plan, stepper), batchSize),
    ...(await tests.testPrograms(scenario, stepper)),
  ]);
  return { plan, choice };
}
