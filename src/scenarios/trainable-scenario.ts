/** What training asks of a scenario beyond its data; a `BaseScenario` has it. */

import type { Activation, Network } from '../nets/index.js';
import type { Key, RandomOptions } from '../random/index.js';
import type {
  Methodology,
  Optimizer,
  TrainingCallback,
  TrainingResult,
  TrainOptions,
  Windows,
} from '../training/index.js';
import type { DataOptions } from './data.js';
import type { DataScenario } from './data-scenario.js';
import type { NeuralStepper } from './neural-stepper.js';
import type { RawArray } from './raw-result.js';
import type { TestMetrics } from './rollout-tests.js';

/** A network with its initial parameters, one array per leaf. */
export interface InitialNetwork {
  readonly network: Network;
  readonly params: readonly Float32Array[];
}

/** What a training string and the scenario's attributes come to; checked before any work. */
export interface TrainingPlan {
  readonly methodology: Methodology;
  readonly optimizer: Optimizer;
  readonly numSteps: number;
  readonly windows: Windows;
  /** What there is to say about it once. */
  readonly notice: string | null;
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

/** The methods of `BaseScenario` that say what it is; see there. */
export interface TrainableScenario extends DataScenario {
  getOptimizer(): Promise<Optimizer>;
  numTrainingSteps(): Promise<number>;
  getActivation(name: string): Promise<Activation>;
  defineNetwork(net: string): Promise<Network>;
  getNetwork(net: string, key: Key, random?: RandomOptions): Promise<InitialNetwork>;
  getNeuralStepper(
    task: string,
    net: string,
    key: Key,
    options?: DataOptions,
  ): Promise<NeuralStepper>;
  getTrainer(train: string, options?: TrainerOptions): Promise<Trainer>;
  getCallbackFn(like: NeuralStepper, options?: DataOptions): Promise<TrainingCallback[]>;
  performTests(stepper: NeuralStepper, options?: DataOptions): Promise<TestMetrics>;
  sampleTrjs(stepper: NeuralStepper, options?: DataOptions): Promise<RawArray>;
}
