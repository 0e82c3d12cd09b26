/** What the smaller methods of a scenario do where no subclass overrides them. */

import { checkOptions, requireMemory } from '../checks.js';
import { loadCore } from '../core/index.js';
import { about } from '../errors.js';
import { type InitialConditionGenerator, parseIcConfig } from '../initial-conditions/index.js';
import { type Metric, parseReportMetrics } from '../metrics/index.js';
import {
  type Activation,
  getActivation,
  type Network,
  type ReceptiveField,
} from '../nets/index.js';
import { type Key, PRNGKey } from '../random/index.js';
import {
  NeuralStepper,
  type OptimConfig,
  parseOptimConfig,
  type TrainingCallback,
} from '../training/index.js';
import { parseCallbacks } from './callbacks.js';
import { checkInitial, checkTests, icGeneratorOf, requireStepper } from './checks.js';
import { planOf, requireStates, stateOf } from './data.js';
import { type LoadOptions, loadModel, namingFile, type Weights, weightsOf } from './load-model.js';
import { checkDataOptions, LOAD_OPTIONS, NETWORK_OPTIONS } from './option-rules.js';
import { definedNetwork, readTask } from './plan.js';
import { readFileOf } from './read-file.js';
import type { DataOptions, InitialNetwork, NetworkOptions, Scenario } from './scenario.js';
import { emulatorReach } from './tasks.js';

export async function icGenerator(scenario: Scenario): Promise<InitialConditionGenerator> {
  await loadCore();
  const { ic_config, num_spatial_dims, num_channels } = scenario;
  return parseIcConfig(ic_config, num_spatial_dims, num_channels);
}

export async function metricFns(scenario: Scenario): Promise<Metric[]> {
  await loadCore();
  return parseReportMetrics(scenario.report_metrics);
}

export async function optimConfig(scenario: Scenario): Promise<OptimConfig> {
  await loadCore();
  return parseOptimConfig(scenario.optim_config);
}

export async function activation(name: string): Promise<Activation> {
  return getActivation(name);
}

export async function checkData(scenario: Scenario): Promise<void> {
  await icGeneratorOf(scenario);
  await scenario.getMetricFns();
  requireStates(scenario);
  const frames = scenario.train_temporal_horizon + 1;
  const { num_train_samples: samples } = scenario;
  requireMemory('the train data', [samples, frames, ...stateOf(scenario)]);
}

export async function initialNetwork(
  scenario: Scenario,
  net: string,
  key: Key | Promise<Key>,
  options: NetworkOptions = {},
): Promise<InitialNetwork> {
  checkOptions('network', options, NETWORK_OPTIONS);
  const { read, ...random } = options;
  const network =
    read !== undefined && read.net === net ? read.network : await definedNetwork(scenario, net);
  return { network, params: network.init(await key, random) };
}

export async function neuralStepper(
  scenario: Scenario,
  task: string,
  net: string,
  key: Key | Promise<Key>,
  options: DataOptions = {},
): Promise<NeuralStepper> {
  checkDataOptions(options);
  const { random, precision } = options;
  const plan = planOf(scenario, options);
  const emulatorOf =
    plan !== undefined && plan.task === task
      ? plan.emulatorOf
      : await about('task', () => readTask(scenario, task));
  const initial = await scenario.getNetwork(net, key, { ...random, read: plan });
  const { network, params } = checkInitial(scenario, initial);
  const numbers = params.map((values) => Float64Array.from(values));
  return new NeuralStepper(network, emulatorOf, numbers, 1, precision);
}

/** The network of a string, as a subclass makes it. */
export async function networkOf(scenario: Scenario, net: string): Promise<Network> {
  if (!scenario.redefines('getNetwork')) return definedNetwork(scenario, net);
  await loadCore();
  return checkInitial(scenario, await scenario.getNetwork(net, PRNGKey(0))).network;
}

/** The receptive field of a task's emulator. */
export async function receptiveField(
  scenario: Scenario,
  net: string,
  task: string,
): Promise<ReceptiveField> {
  const network = await networkOf(scenario, net);
  return emulatorReach(await readTask(scenario, task), network.receptiveField);
}

export async function loadedModel(
  scenario: Scenario,
  weights: Weights,
  options: LoadOptions,
): Promise<NeuralStepper> {
  checkOptions('loadModel', options, LOAD_OPTIONS);
  const { task = 'predict', net } = options;
  const given = typeof weights === 'string' ? await readFileOf('the weights', weights) : weights;
  const network = await networkOf(scenario, net);
  const emulatorOf = await readTask(scenario, task);
  const load = () => loadModel(network, emulatorOf, weightsOf(given), options);
  return typeof weights === 'string' ? namingFile(weights, load) : load();
}

export async function callbackFns(
  scenario: Scenario,
  like: NeuralStepper,
  options: DataOptions = {},
): Promise<TrainingCallback[]> {
  requireStepper(like);
  checkDataOptions(options);
  await loadCore();
  const makers = planOf(scenario, options)?.callbacks ?? parseCallbacks(scenario.callbacks);
  const source = {
    stepper: (params: readonly Float64Array[]) => like.with(params),
    tests: async (stepper: NeuralStepper) => {
      const tests = await scenario.performTests(stepper, options);
      return checkTests(scenario, tests, stepper.numSeeds);
    },
    samples: async (stepper: NeuralStepper) => scenario.sampleTrjs(stepper, options),
  };
  return makers.map((make) => make(source));
}
