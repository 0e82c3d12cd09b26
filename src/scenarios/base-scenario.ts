/**
 * `BaseScenario`: a PDE with its reference solver, its initial conditions, and its train and test
 * sets, all set by attributes with the original's names, and the training of networks on it.
 *
 * To write one's own, extend the class, list the attributes that it adds, and implement
 * `getRefStepper`, `getCoarseStepper` and `getScenarioName`; every other method may be overridden.
 */

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
import type { Trainer, TrainerOptions } from './experiment.js';
import * as experiment from './experiment.js';
import type { NeuralStepper } from './neural-stepper.js';
import type { RawArray, RawResult, RawWeight, RunRawOptions } from './raw-result.js';
import type { TestMetrics } from './rollout-tests.js';
import type { RunResult } from './run.js';
import * as run from './run.js';
import * as tests from './tests.js';

export type { Overrides } from './data-scenario.js';

/** A network with its initial parameters, one array per leaf. */
export interface InitialNetwork {
  readonly network: Network;
  readonly params: readonly Float32Array[];
}

export abstract class BaseScenario extends DataScenario {
  static override readonly className: string = 'BaseScenario';

  /** The optimiser of `optim_config`. */
  getOptimizer(): Optimizer {
    return parseOptimConfig(this.optim_config).optimizer;
  }

  /** The number of updates that `optim_config` asks for. */
  numTrainingSteps(): number {
    return parseOptimConfig(this.optim_config).numSteps;
  }

  /** The activation of that name. */
  getActivation(name: string): Activation {
    return getActivation(name);
  }

  /** The network of a config string, its parameters drawn from `key`. */
  getNetwork(net: string, key: Key, random?: RandomOptions): InitialNetwork {
    const network = experiment.network(this, net);
    return { network, params: initialise(network, key, random) };
  }

  /** The emulator of a task and a network, its parameters drawn from `key`. */
  getNeuralStepper(task: string, net: string, key: Key, options?: DataOptions): NeuralStepper {
    return experiment.neuralStepper(this, task, net, [key], options);
  }

  /** The number of a network's trainable parameters. */
  getParameterCount(net: string): number {
    return experiment.network(this, net).parameterCount;
  }

  /** A network's receptive field per axis: points before, points after. */
  getReceptiveField(net: string): ReceptiveField {
    return experiment.network(this, net).receptiveField;
  }

  /** The emulator of weights that were trained before (`layers.0.weight`, …). */
  loadModel(
    task: string,
    net: string,
    weights: readonly RawWeight[],
    precision?: 'f32' | 'f64',
  ): NeuralStepper {
    return experiment.loadModel(this, task, net, weights, precision);
  }

  /** The callbacks of `callbacks` for steppers like this one. */
  getCallbackFn(like: NeuralStepper, options: DataOptions = {}): TrainingCallback[] {
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

  /** Checks everything about a run that can be checked before work starts. Throws a UserError. */
  checkRun(config: { task?: string; net?: string; train?: string } = {}): void {
    experiment.checkExperiment(this, config);
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
