/** What an experiment asks of a scenario. `BaseScenario` is the class that has it. */

import type { NdArray, Numbers } from '../arrays.js';
import type { Choice } from '../backends/index.js';
import type { InitialConditionGenerator } from '../initial-conditions/index.js';
import type { Metric, MetricFunction } from '../metrics/index.js';
import type { Activation, Network } from '../nets/index.js';
import type { Key, RandomOptions } from '../random/index.js';
import type { Stepper } from '../steppers/index.js';
import type {
  EmulatorMaker,
  Keys,
  Methodology,
  NeuralStepper,
  Optimizer,
  Physics,
  ResiduumFn,
  TrainingCallback,
  TrainingResult,
  TrainOptions,
  Windows,
} from '../training/index.js';
import type { CallbackMaker } from './callbacks.js';
import type { LoadOptions, Weights } from './load-model.js';
import type { Awaitable, ComputeOptions, RunOptions, RunRawOptions } from './options.js';
import type { RawResult } from './result.js';
import type { TestMetrics } from './rollout-metrics.js';

/** The attributes that all scenarios have, as `BaseScenario.attributes` declares them. */
export interface CommonAttributes {
  /** Number of spatial dimensions, D. */
  readonly num_spatial_dims: number;
  /** Grid points along each axis, N. */
  readonly num_points: number;
  /** Number of channels, C. */
  readonly num_channels: number;
  /** Distribution of the initial conditions. */
  readonly ic_config: string;
  /** Steps that are taken before trajectories begin. */
  readonly num_warmup_steps: number;
  /** Trajectories to train on. */
  readonly num_train_samples: number;
  /** Time steps of a train trajectory. */
  readonly train_temporal_horizon: number;
  /** Seed of the train set's initial conditions. */
  readonly train_seed: number;
  /** Trajectories to test on. */
  readonly num_test_samples: number;
  /** Time steps of a test trajectory. */
  readonly test_temporal_horizon: number;
  /** Seed of the test set's initial conditions. */
  readonly test_seed: number;
  /** `OPTIMIZER;STEPS;SCHEDULE;…` */
  readonly optim_config: string;
  /** Windows of a minibatch. */
  readonly batch_size: number;
  /** How many sample rollouts are kept. */
  readonly num_trjs_returned: number;
  /** Every how many updates the loss is kept. */
  readonly record_loss_every: number;
  /** The range of values, for plots. */
  readonly vlim: readonly number[];
  /** Metrics of the test rollout, separated by commas. */
  readonly report_metrics: string;
  /** What is called while a network trains, separated by commas: `weight_norm;100`. */
  readonly callbacks: string;
}

/** Where and how a scenario computes; everything has a default. */
export interface DataOptions extends ComputeOptions {
  /** What the experiment's strings were read as, inside a run; an override passes it on. */
  plan?: Plan;
  /** What the tests of a run share; made for the call where it is not given. */
  testSet?: TestSet;
}

/** For `getTrainer`. */
export interface TrainerOptions extends DataOptions {
  /** Take train data that is not finite as it is. */
  readonly allowNonFinite?: boolean;
  /** As in the options of a run. */
  readonly recomputeEvery?: number;
}

/** For `performTestsOnRollout`. */
export interface RolloutTestOptions extends DataOptions {
  /** Leave out the seed axis where there is one seed. */
  readonly removeSingletonAxis?: boolean;
}

/** The test set of one run: what several of its tests need is made once. */
export interface TestSet {
  /** Whose test set it is. */
  readonly scenario: Scenario;
  /** The solver that makes the trajectories. */
  solver(): Promise<Stepper>;
  /** The states `[S, C, ...N]` that the trajectories begin with. */
  initial(options: DataOptions): Promise<NdArray>;
  /** The trajectories without their initial states, `[S, T, C, ...N]`. */
  reference(options: DataOptions): Promise<NdArray>;
}

/** What `produceData` needs to know. */
export interface TrajectorySet {
  /** What advances the states. */
  readonly stepper: Stepper;
  /** S, how many trajectories. */
  readonly numSamples: number;
  /** Steps before the first state that is kept. */
  readonly numWarmupSteps: number;
  /** Steps after the first state that is kept. */
  readonly temporalHorizon: number;
  /** From which the initial states are drawn. */
  readonly key: Key;
}

/** A network with its initial parameters, one array per leaf. */
export interface InitialNetwork {
  /** What the config string names, made for states of the scenario. */
  readonly network: Network;
  /** Its weights, an array for each parameter, seeds first. */
  readonly params: readonly Float32Array[];
}

/** For `getNetwork`. */
export interface NetworkOptions extends RandomOptions {
  /** The network of a config string that was read before. */
  readonly read?: { readonly net: string; readonly network: Network };
}

/** What a training string and the scenario's attributes come to; checked before any work. */
export interface TrainingPlan {
  /** The loss of a window, and the windows that it takes. */
  readonly methodology: Methodology;
  /** What the methodology needs of the physics. */
  readonly physics: Physics;
  /** What makes updates of gradients. */
  readonly optimizer: Optimizer;
  /** Updates of the weights, one for each minibatch. */
  readonly numSteps: number;
  /** The windows of the training trajectories. */
  readonly windows: Windows;
  /** See `TrainingTask`. */
  readonly recomputeEvery?: number;
  /** What there is to say about it once. */
  readonly notice: string | null;
}

/** An experiment, read and checked once; everything below it takes what it needs from here. */
export interface Plan extends TrainingPlan {
  /** What is to be emulated. */
  readonly scenario: Scenario;
  /** `predict`, or a correction, as it was given. */
  readonly task: string;
  /** The network's config string. */
  readonly net: string;
  /** The config string of the way of training. */
  readonly train: string;
  /** One experiment for each. */
  readonly seeds: readonly number[];
  /** What `net` names, made for states of the scenario. */
  readonly network: Network;
  /** Makes the emulator of the network, as the task has it. */
  readonly emulatorOf: EmulatorMaker;
  /** What draws initial states. */
  readonly icGenerator: InitialConditionGenerator;
  /** What is measured in the tests. */
  readonly metrics: readonly Metric[];
  /** What is asked while it trains. */
  readonly callbacks: readonly CallbackMaker[];
  /** How it was asked to be carried out. */
  readonly options: RunOptions;
  /** Where it will run, and for `auto` why; a GPU is looked for when this is first asked. */
  choose(): Promise<Choice>;
}

/** Trains steppers on the scenario's train data. */
export interface Trainer {
  /** What it is going to do. */
  readonly plan: TrainingPlan;
  /**
   * From the initial stepper and the key of each seed's mixer to losses and parameters. Rejects with
   * a UserError for a stepper of other states, and where there is not a key for each seed.
   */
  train(
    stepper: NeuralStepper,
    shuffleKeys: Keys,
    options?: DataOptions & TrainOptions,
  ): Promise<{ stepper: NeuralStepper; result: TrainingResult }>;
}

/** What is tested: a `NeuralStepper`, or one from elsewhere, whose rollouts have such shapes. */
export type RolloutStepper = Pick<NeuralStepper, 'numSeeds' | 'precision' | 'rollout'>;

/** The methods that a subclass may override; see `BaseScenario` for what each does. */
export interface ScenarioMethods {
  /** The solver that makes the data. */
  getRefStepper(): Awaitable<Stepper>;
  /** The solver that correction tasks start from: it covers only part of the time step. */
  getCoarseStepper(): Awaitable<Stepper>;
  /** The name in the column `scenario`: `1d_diff_adv`. */
  getScenarioName(): Awaitable<string>;
  /** The distribution that `ic_config` names, of `num_channels` channels. */
  getIcGenerator(): Awaitable<InitialConditionGenerator>;
  /** The metrics of `report_metrics`. */
  getMetricFns(): Awaitable<readonly Metric[]>;
  /** The optimiser of `optim_config`. */
  getOptimizer(): Awaitable<Optimizer>;
  /** The number of updates that `optim_config` asks for. */
  numTrainingSteps(): Awaitable<number>;
  /** The activation of that name. */
  getActivation(name: string): Awaitable<Activation>;
  /** Throws a `UserError` where data of these attributes can't be made. */
  checkData(): Awaitable<void>;
  /** Trajectories, [samples, time, channels, ...space]. */
  produceData(set: TrajectorySet, options?: DataOptions): Awaitable<NdArray>;
  /** Initial states of the train trajectories, `[S, C, ...N]`: after the warm-up. */
  getTrainIcSet(options?: DataOptions): Awaitable<NdArray>;
  /** Initial states of the test trajectories, `[S, C, ...N]`: after the warm-up. */
  getTestIcSet(options?: DataOptions): Awaitable<NdArray>;
  /** Train trajectories of the reference stepper, `[S, T + 1, C, ...N]`. */
  getTrainData(options?: DataOptions): Awaitable<NdArray>;
  /** Train trajectories of the coarse stepper, warm-up included. */
  getTrainDataCoarse(options?: DataOptions): Awaitable<NdArray>;
  /** Test trajectories of the reference stepper, `[S, T + 1, C, ...N]`. */
  getTestData(options?: DataOptions): Awaitable<NdArray>;
  /** Test trajectories of the coarse stepper, warm-up included. */
  getTestDataCoarse(options?: DataOptions): Awaitable<NdArray>;
  /** The first `num_trjs_returned` test trajectories. */
  getRefSampleData(options?: DataOptions): Awaitable<NdArray>;
  /** The network of a config string without its parameters, for states of this scenario. */
  defineNetwork(net: string): Awaitable<Network>;
  /** The network of a config string with initial weights. */
  getNetwork(
    net: string,
    key: Key | Promise<Key>,
    options?: NetworkOptions,
  ): Awaitable<InitialNetwork>;
  /** An emulator with initial weights, as the task has it. */
  getNeuralStepper(
    task: string,
    net: string,
    key: Key | Promise<Key>,
    options?: DataOptions,
  ): Awaitable<NeuralStepper>;
  /** The number of a network's trainable parameters. */
  getParameterCount(net: string): Awaitable<number>;
  /** How far an emulator sees along each axis, in points before and after. */
  getReceptiveField(net: string, task?: string): Awaitable<Network['receptiveField']>;
  /** An emulator with weights that were trained elsewhere or before. */
  loadModel(weights: Weights, options: LoadOptions): Awaitable<NeuralStepper>;
  /** What `callbacks` asks while it trains. */
  getCallbackFn(like: NeuralStepper, options?: DataOptions): Awaitable<TrainingCallback[]>;
  /** What trains, by a config string of a way of training. */
  getTrainer(train: string, options?: TrainerOptions): Awaitable<Trainer>;
  /** Rollouts from the test states, [seeds, samples, time, channels, ...space]. */
  testTrajectories(stepper: RolloutStepper, options?: DataOptions): Awaitable<NdArray>;
  /** A mean error of the rollouts from the test states: [time], or [seeds, time] for several seeds. */
  performTestRollout(
    stepper: RolloutStepper,
    meanErrorFn?: MetricFunction,
    options?: DataOptions,
  ): Awaitable<NdArray>;
  /** The metrics by name, [seeds, time]. */
  performTests(stepper: RolloutStepper, options?: DataOptions): Awaitable<TestMetrics>;
  /** The metrics of a rollout that is given. */
  performTestsOnRollout(
    rollout: NdArray<Numbers>,
    testDataNoInit?: NdArray<Numbers>,
    options?: RolloutTestOptions,
  ): Awaitable<TestMetrics>;
  /** The first `num_trjs_returned` rollouts of the tests, with their initial states. */
  sampleTrjs(stepper: RolloutStepper, options?: DataOptions): Awaitable<NdArray>;
  /** Trains and tests, and gives arrays. */
  runRaw(options?: RunRawOptions): Awaitable<RawResult>;
}

/**
 * A scenario as an experiment uses it: its attributes, and the methods that make solvers, data,
 * networks and tests of them.
 */
export interface Scenario extends CommonAttributes, ScenarioMethods {
  /** Whether a subclass has its own form of one of these methods. */
  redefines(...methods: (keyof ScenarioMethods)[]): boolean;
  /** The residuum of a step, for ways of training that take it; a subclass may have it. */
  getResiduumFn?(): Awaitable<ResiduumFn>;
}
