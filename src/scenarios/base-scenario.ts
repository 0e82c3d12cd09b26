/**
 * `BaseScenario`: a PDE with its reference solver, its initial conditions, and its train and test
 * sets, all set by attributes with the original's names, and the training of networks on it.
 *
 * To write one's own, extend the class, list the attributes that it adds, and implement
 * `getRefStepper`, `getCoarseStepper` and `getScenarioName`; every other method may be overridden.
 * Overrides may return their values or promises of them; what calls them waits.
 */

import { loadCore } from '../core/index.js';
import {
  type Activation,
  getActivation,
  initialise,
  type Network,
  type ReceptiveField,
} from '../nets/index.js';
import type { Key, RandomOptions } from '../random/index.js';
import { type Optimizer, parseOptimConfig, type TrainingCallback } from '../training/index.js';
import type { DataOptions } from './data.js';
import { DataScenario } from './data-scenario.js';
import * as experiment from './experiment.js';
import { NeuralStepper } from './neural-stepper.js';
import type { RawArray, RawResult, RawWeight, RunRawOptions } from './raw-result.js';
import type { TestMetrics } from './rollout-tests.js';
import type { RunResult } from './run.js';
import * as run from './run.js';
import { parseTask } from './tasks.js';
import * as tests from './tests.js';
import type {
  InitialNetwork,
  Trainer,
  TrainerOptions,
  TrainingPlan,
} from './trainable-scenario.js';

export type { Awaitable, Overrides } from './data-scenario.js';

export abstract class BaseScenario extends DataScenario {
  static override readonly className: string = 'BaseScenario';

  /** The optimiser of `optim_config`. */
  async getOptimizer(): Promise<Optimizer> {
    await loadCore();
    return parseOptimConfig(this.optim_config).optimizer;
  }

  /** The number of updates that `optim_config` asks for. */
  async numTrainingSteps(): Promise<number> {
    await loadCore();
    return parseOptimConfig(this.optim_config).numSteps;
  }

  /** The activation of that name. */
  async getActivation(name: string): Promise<Activation> {
    return getActivation(name);
  }

  /** The network of a config string without its parameters, for states of this scenario. */
  async defineNetwork(net: string): Promise<Network> {
    await loadCore();
    return experiment.defineNetwork(this, net);
  }

  /** The network of a config string, its parameters drawn from `key`. */
  async getNetwork(
    net: string,
    key: Key | Promise<Key>,
    random?: RandomOptions,
  ): Promise<InitialNetwork> {
    const network = await this.defineNetwork(net);
    return { network, params: initialise(network, await key, random) };
  }

  /** The emulator of a task and a network, its parameters drawn from `key`. */
  async getNeuralStepper(
    task: string,
    net: string,
    key: Key | Promise<Key>,
    { random, precision }: DataOptions = {},
  ): Promise<NeuralStepper> {
    const { network, params } = await this.getNetwork(net, key, random);
    const numbers = params.map((values) => Float64Array.from(values));
    return new NeuralStepper(network, parseTask(task), numbers, 1, precision);
  }

  /** The number of a network's trainable parameters. */
  async getParameterCount(net: string): Promise<number> {
    return (await this.defineNetwork(net)).parameterCount;
  }

  /** A network's receptive field per axis: points before, points after. */
  async getReceptiveField(net: string): Promise<ReceptiveField> {
    return (await this.defineNetwork(net)).receptiveField;
  }

  /** The emulator of weights that were trained before (`layers.0.weight`, …). */
  async loadModel(
    task: string,
    net: string,
    weights: readonly RawWeight[],
    precision?: 'f32' | 'f64',
  ): Promise<NeuralStepper> {
    return experiment.loadModel(await this.defineNetwork(net), task, weights, precision);
  }

  /** The callbacks of `callbacks` for steppers like this one. */
  async getCallbackFn(like: NeuralStepper, options: DataOptions = {}): Promise<TrainingCallback[]> {
    await loadCore();
    return experiment.callbacks(this, like, options);
  }

  /** The trainer of a training string, with the train data. */
  getTrainer(train: string, options?: TrainerOptions): Promise<Trainer> {
    return experiment.trainer(this, train, options);
  }

  /** The loss of a training string over all windows of the train data, for each seed. */
  fullLoss(stepper: NeuralStepper, train: string, options?: DataOptions): Promise<Float64Array> {
    return experiment.fullLoss(this, stepper, train, options);
  }

  /** Rollouts of all test initial conditions, `[E, S, T, C, ...N]`. */
  performTestRollout(stepper: NeuralStepper, options?: DataOptions): Promise<RawArray> {
    return tests.testRollouts(this, stepper, options);
  }

  /** The metrics of the test rollout by their config strings, each `[E, T]`. */
  performTests(stepper: NeuralStepper, options?: DataOptions): Promise<TestMetrics> {
    return tests.performTests(this, stepper, options);
  }

  /** The metrics of a rollout of the test set that was made elsewhere, `[S, T, C, ...N]`. */
  performTestsOnRollout(rollout: RawArray, options?: DataOptions): Promise<TestMetrics> {
    return tests.performTestsOnRollout(this, rollout, options);
  }

  /** The first rollouts of the test set, `[E, trjs, T + 1, C, ...N]`, the initial state first. */
  sampleTrjs(stepper: NeuralStepper, options?: DataOptions): Promise<RawArray> {
    return tests.sampleTrajectories(this, stepper, options);
  }

  /**
   * Checks everything about a run that can be checked before work starts, the memory that it takes
   * included, and returns what it comes to. Throws a UserError.
   */
  async checkRun(options: RunRawOptions = {}): Promise<TrainingPlan> {
    return (await experiment.checkExperiment(this, options)).plan;
  }

  /** Trains and tests a network (default `Conv;26;10;relu`) for some seeds. */
  async runRaw(options: RunRawOptions = {}): Promise<RawResult> {
    return (await run.runRaw(this, options)).result;
  }

  /** As the original's call: trains and tests a network (default `Conv;34;10;relu`). */
  run(options: RunRawOptions = {}): Promise<RunResult> {
    return run.runWithTable(this, options);
  }
}
