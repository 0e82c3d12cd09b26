/**
 * `BaseScenario`: a PDE with its reference solver, its initial conditions, and its train and test
 * sets, all set by attributes with the original's names, and the training of networks on it.
 *
 * One's own extends the class, declares its attributes (`static attributes =
 * { ...BaseScenario.attributes, viscosity: float(0.01) }`, and in TypeScript `declare readonly
 * viscosity: number`), and has `getRefStepper`, `getCoarseStepper` and `getScenarioName`; every other
 * method but `run` and `checkRun` may be overridden, with values or promises of them.
 */

import type { NdArray, Numbers } from '../arrays.js';
import { type PyValue, repr } from '../config/index.js';
import type { Awaitable, DataOptions, RunRawOptions, Scenario } from '../experiment/index.js';
import * as experiment from '../experiment/index.js';
import type { InitialConditionGenerator } from '../initial-conditions/index.js';
import type { Metric, MetricFunction } from '../metrics/index.js';
import type { Activation, Network, ReceptiveField } from '../nets/index.js';
import type { Key } from '../random/index.js';
import type { Stepper } from '../steppers/index.js';
import type { NeuralStepper, Optimizer, TrainingCallback } from '../training/index.js';
import type { AttributeTable } from './attributes.js';
import { commonAttributes } from './common-attributes.js';
import {
  type AttributeValues,
  attributesToPython,
  type Declaration,
  type Overrides,
  readAttributes,
  refuseAttributes,
  refuseMembers,
} from './declaration.js';

const { defaults } = experiment;

export interface BaseScenario extends experiment.CommonAttributes {}

/**
 * A PDE with all that an experiment on it needs: the attributes of its data, its networks and its
 * tests, the solvers that make data, and methods for each part of an experiment, any of which a
 * subclass may override. The constructor throws a `UserError`, with the attribute as its key, for a
 * name that there is not and for a value that an attribute does not take (apebench: `BaseScenario`).
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor sets what is declared
export abstract class BaseScenario implements Scenario {
  /** By which strings, flags and entries name it. */
  static readonly key: string = '';
  /** The equation, for lists. */
  static readonly equation: string = '';
  /** Of what kind it is, in a word: lists show families together. */
  static readonly family: string = '';
  /** What a solution does, in a few words. */
  static readonly behavior: string = '';
  /** What may be set, with kinds, defaults and meanings. */
  static readonly attributes: AttributeTable = commonAttributes;
  /** What is computed of attributes, with what to set instead. */
  static readonly derived: Declaration['derived'] = {};
  /** Numbers of spatial dimensions in which there is such a scenario. */
  static readonly dimensions: readonly number[] = [1, 2, 3];
  /** Number of channels, where it follows from other attributes. */
  static readonly channels: Declaration['channels'] = null;
  /** What has to hold between attributes. */
  static readonly checks: Declaration['checks'] = {};
  /** Other names of it. */
  static readonly keyAliases: readonly string[] = [];
  /** Other names of attributes. */
  static readonly aliases: Declaration['aliases'] = {};

  /** The class's own name, unless it declares another. */
  static get className(): string {
    // biome-ignore lint/complexity/noThisInStatic: of the subclass
    return this.name;
  }

  /** What was set, by name and in the order given, as Python values. */
  readonly overrides: ReadonlyMap<string, PyValue>;

  /** Sets attributes, which are read-only then. Throws a UserError that names what is wrong. */
  constructor(overrides: Overrides = {}) {
    const { values, given } = readAttributes(this.declaration, overrides);
    refuseMembers(this.declaration, this);
    Object.assign(this, values);
    this.overrides = given;
    // biome-ignore lint/correctness/noConstructorReturn: class fields are set on what is returned
    return new Proxy(this, refuseAttributes(this.declaration) as ProxyHandler<this>);
  }

  private get declaration(): Declaration {
    return this.constructor as typeof BaseScenario;
  }

  redefines(...methods: (keyof experiment.ScenarioMethods)[]): boolean {
    return methods.some((method) => this[method] !== BaseScenario.prototype[method]);
  }

  abstract getRefStepper(): Awaitable<Stepper>;

  abstract getCoarseStepper(): Awaitable<Stepper>;

  abstract getScenarioName(): Awaitable<string>;

  getIcGenerator(): Awaitable<InitialConditionGenerator> {
    return defaults.icGenerator(this);
  }

  getMetricFns(): Awaitable<readonly Metric[]> {
    return defaults.metricFns(this);
  }

  getOptimizer(): Awaitable<Optimizer> {
    return defaults.optimConfig(this).then(({ optimizer }) => optimizer);
  }

  numTrainingSteps(): Awaitable<number> {
    return defaults.optimConfig(this).then(({ numSteps }) => numSteps);
  }

  getActivation(name: string): Awaitable<Activation> {
    return defaults.activation(name);
  }

  /** Checks initial conditions, metrics and memory before work starts. Throws a UserError. */
  checkData(): Promise<void> {
    return defaults.checkData(this);
  }

  /** Draws, warms up and rolls out: `[numSamples, temporalHorizon + 1, C, ...N]`. */
  produceData(set: experiment.TrajectorySet, options?: DataOptions): Awaitable<NdArray> {
    return experiment.produceTrajectories(this, set, options);
  }

  getTrainData(options?: DataOptions): Awaitable<NdArray> {
    return experiment.referenceData(this, 'train', options);
  }

  getTrainDataCoarse(options?: DataOptions): Awaitable<NdArray> {
    return experiment.coarseData(this, 'train', options);
  }

  getTestData(options?: DataOptions): Awaitable<NdArray> {
    return experiment.referenceData(this, 'test', options);
  }

  getTestDataCoarse(options?: DataOptions): Awaitable<NdArray> {
    return experiment.coarseData(this, 'test', options);
  }

  getTrainIcSet(options?: DataOptions): Awaitable<NdArray> {
    return experiment.initialStates(this, 'train', () => this.getRefStepper(), options);
  }

  /** As `getTrainIcSet`, with the coarse stepper's warm-up. */
  getTrainIcSetCoarse(options?: DataOptions): Awaitable<NdArray> {
    return experiment.initialStates(this, 'train', () => experiment.coarseStepper(this), options);
  }

  getTestIcSet(options?: DataOptions): Awaitable<NdArray> {
    return experiment.initialStates(this, 'test', () => this.getRefStepper(), options);
  }

  /** As `getTestIcSet`, with the coarse stepper's warm-up. */
  getTestIcSetCoarse(options?: DataOptions): Awaitable<NdArray> {
    return experiment.initialStates(this, 'test', () => experiment.coarseStepper(this), options);
  }

  getRefSampleData(options?: DataOptions): Awaitable<NdArray> {
    return experiment.referenceData(this, 'test', options, experiment.sampleCount(this));
  }

  defineNetwork(net: string): Awaitable<Network> {
    return experiment.defineNetwork(this, net);
  }

  /** The network of a config string, its parameters drawn from `key`. */
  getNetwork(
    net: string,
    key: Key | Promise<Key>,
    options?: experiment.NetworkOptions,
  ): Awaitable<experiment.InitialNetwork> {
    return defaults.initialNetwork(this, net, key, options);
  }

  /** The emulator of a task and a network, its parameters drawn from `key`. */
  getNeuralStepper(
    task: string,
    net: string,
    key: Key | Promise<Key>,
    options?: DataOptions,
  ): Awaitable<NeuralStepper> {
    return defaults.neuralStepper(this, task, net, key, options);
  }

  getParameterCount(net: string): Awaitable<number> {
    return defaults.networkOf(this, net).then(({ parameterCount }) => parameterCount);
  }

  /** An emulator's receptive field per axis (points before, after); infinite with a solver. */
  getReceptiveField(net: string, task = 'predict'): Awaitable<ReceptiveField> {
    return defaults.receptiveField(this, net, task);
  }

  /**
   * The emulator of weights: of a result, of `readSafetensors`, of the bytes or the path of a file,
   * safetensors or the original's `.eqx`. A correction steps this scenario's coarse solver, not the
   * file's. Throws a UserError that names the file, with all leaves that do not fit.
   */
  loadModel(
    weights: experiment.Weights,
    options: experiment.LoadOptions,
  ): Awaitable<NeuralStepper> {
    return defaults.loadedModel(this, weights, options);
  }

  /** The callbacks of `callbacks` for steppers like this one. */
  getCallbackFn(like: NeuralStepper, options?: DataOptions): Awaitable<TrainingCallback[]> {
    return defaults.callbackFns(this, like, options);
  }

  /** The trainer of a training string; it makes the train data when it trains. */
  getTrainer(train: string, options?: experiment.TrainerOptions): Awaitable<experiment.Trainer> {
    return experiment.makeTrainer(this, train, options);
  }

  /** The loss of a training string over all windows of the train data, for each seed. */
  fullLoss(stepper: NeuralStepper, train: string, options?: DataOptions): Awaitable<Float64Array> {
    return experiment.fullLoss(this, stepper, train, options);
  }

  /** Rollouts of all test initial conditions, `[E, S, T, C, ...N]`. */
  testTrajectories(stepper: experiment.RolloutStepper, options?: DataOptions): Awaitable<NdArray> {
    return experiment.testTrajectories(this, stepper, options);
  }

  /** A mean error (default nRMSE) of the test rollout: `[T]`, or `[E, T]` for several seeds. */
  performTestRollout(
    stepper: experiment.RolloutStepper,
    meanErrorFn?: MetricFunction,
    options?: DataOptions,
  ): Awaitable<NdArray> {
    return experiment.testErrorRollout(this, stepper, meanErrorFn, options);
  }

  /** The metrics of the test rollout by their config strings, each `[E, T]`. */
  performTests(
    stepper: experiment.RolloutStepper,
    options?: DataOptions,
  ): Awaitable<experiment.TestMetrics> {
    return experiment.performTests(this, stepper, options);
  }

  /**
   * The metrics, each `[E, T]`, of a rollout from `getTestIcSet` that was made elsewhere and does
   * not hold it: `[S, T, C, ...N]`, or with an axis of seeds first. Throws a UserError for others.
   */
  performTestsOnRollout(
    rollout: NdArray<Numbers>,
    testDataNoInit?: NdArray<Numbers>,
    options?: experiment.RolloutTestOptions,
  ): Awaitable<experiment.TestMetrics> {
    return experiment.performTestsOnRollout(this, rollout, testDataNoInit, options);
  }

  /** The first rollouts of the test set, `[E, trjs, T + 1, C, ...N]`, the initial state first. */
  sampleTrjs(stepper: experiment.RolloutStepper, options?: DataOptions): Awaitable<NdArray> {
    return experiment.sampleTrajectories(this, stepper, options);
  }

  /**
   * Checks everything about a run that can be checked before work starts, the memory that it takes
   * included, and returns what it comes to. Throws a UserError.
   */
  checkRun(options?: RunRawOptions): Promise<experiment.Plan> {
    return experiment.requirePlan(this, options);
  }

  /** Trains and tests a network (default `Conv;26;10;relu`) for some seeds. */
  runRaw(options?: RunRawOptions): Promise<experiment.RawResult> {
    return experiment.runRaw(this, options);
  }

  /** As the original's call: trains and tests a network (default `Conv;34;10;relu`). */
  run(options?: RunRawOptions): Promise<experiment.RunResult> {
    return experiment.runWithTable(this, options);
  }

  /** All attributes by name, in order, as Python values. */
  toPython(): Map<string, PyValue> {
    return attributesToPython(this.declaration, this as unknown as AttributeValues);
  }

  /** The scenario as the original prints it, one attribute to a line. */
  toString(): string {
    const lines = [...this.toPython()].map(([name, value]) => `  ${name}=${repr(value)}`);
    return `${this.declaration.className}(\n${lines.join(',\n')}\n)`;
  }

  /** The same in Node's console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
