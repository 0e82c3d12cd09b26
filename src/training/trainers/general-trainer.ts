/** Training on arrays of trajectories, whatever they come from (trainax `GeneralTrainer`). */

import {
  WITH_BACKEND_OPTIONS,
  type WithBackendOptions,
  withBackend,
} from '../../backends/index.js';
import {
  COUNT,
  check,
  checkOptions,
  FLAG,
  LATER,
  type Rule,
  type Rules,
  required,
} from '../../checks.js';
import { UserError } from '../../errors.js';
import type { RandomOptions } from '../../random/index.js';
import { type Callbacks, flatten, type TrainingCallback } from '../callbacks/index.js';
import { fullLoss } from '../full-loss.js';
import { checkMethodology, type Methodology, PHYSICS, type Physics } from '../methodology.js';
import { planEpochs } from '../mixer.js';
import { NeuralStepper } from '../neural-stepper.js';
import { OPTIMIZER, type Optimizer } from '../optimizer.js';
import { train } from '../trainer.js';
import {
  type DataWriter,
  stateShape,
  type Trainable,
  type TrainingTask,
} from '../training-program.js';
import { TRAIN_OPTIONS, type TrainingResult, type TrainOptions } from '../training-run.js';
import { TrajectorySubStacker } from '../trajectory-sub-stacker.js';
import { type Keys, keysOf } from './initial-stepper.js';

/** How all trainers train; the physics is what the configuration needs. */
export interface TrainerSettings extends Physics {
  /** What makes updates of gradients. */
  readonly optimizer: Optimizer;
  /** Updates, that is minibatches. */
  readonly numTrainingSteps: number;
  /** Windows of a minibatch. With fewer windows a minibatch holds all of them. */
  readonly batchSize: number;
  /** What is asked while it trains. */
  readonly callbacks?: Callbacks;
  /**
   * Keep what happens inside so many unrolled steps for the backward pass, and compute it again for
   * all others: the same bits on WASM, in less memory and more time. Default: keep it for all.
   */
  readonly recomputeEvery?: number;
}

/** Of these settings. */
export const TRAINER: Rules = {
  ...PHYSICS,
  optimizer: required(OPTIMIZER),
  numTrainingSteps: required(COUNT),
  batchSize: required(COUNT),
  callbacks: LATER,
  recomputeEvery: COUNT,
};

/** How one call trains, and where. */
export interface TrainerCallOptions
  extends Omit<WithBackendOptions, 'signal'>,
    TrainOptions,
    RandomOptions {
  /** Every how many updates the loss is kept; default 1. */
  readonly recordLossEvery?: number;
}

const CALL: Rules = {
  ...WITH_BACKEND_OPTIONS,
  ...TRAIN_OPTIONS,
  partitionable: FLAG,
  recordLossEvery: COUNT,
};
const STACKER: Rule = {
  allowed: 'a TrajectorySubStacker',
  fits: (value) => value instanceof TrajectorySubStacker,
};
const STEPPER: Rule = {
  allowed: 'a stepper, as initialStepper makes one',
  fits: (value) => value instanceof NeuralStepper,
};

/** The trained stepper, and what training left beside it. */
export interface Trained extends Omit<TrainingResult, 'params'> {
  /** The emulator with its new weights. */
  readonly stepper: NeuralStepper<Trainable>;
}

/**
 * Trains networks on windows of trajectories by a configuration (trainax `GeneralTrainer`):
 *
 * ```js
 * const key = random.PRNGKey(0);
 * const data = await sampleData.advection1dPeriodic({ key, numSamples: 3, temporalHorizon: 10 });
 * const windows = new TrajectorySubStacker(data, 6);
 * const settings = { optimizer: adam(1e-2), numTrainingSteps: 100, batchSize: 8 };
 * const trainer = new GeneralTrainer(windows, supervised(5), settings);
 * const { updateSteps } = await trainer.train(await initialStepper('Pure;3', [1, 30], key), key);
 * console.log(updateSteps.length);
 * ```
 *
 * ```
 * 100
 * ```
 */
export class GeneralTrainer {
  private readonly callbacks: readonly TrainingCallback[];

  /** Throws a UserError for what can't be trained by. */
  constructor(
    /** Where windows come from. */
    readonly trajectorySubStacker: TrajectorySubStacker,
    /** How it trains. */
    readonly lossConfiguration: Methodology,
    /** How long, and in what steps. */
    readonly settings: TrainerSettings,
  ) {
    check('what a trainer trains on', trajectorySubStacker, STACKER);
    checkMethodology('what a trainer trains by', lossConfiguration);
    checkOptions('trainer', settings, TRAINER);
    const { callbacks = [] } = settings;
    this.callbacks = flatten(callbacks);
  }

  /** What there is to say about the size of the minibatches, or null. */
  get notice(): string | null {
    return planEpochs(this.trajectorySubStacker.numTotalSamples, this.settings.batchSize).notice;
  }

  /**
   * Trains a stepper's seeds side by side, each in the order of minibatches that its key draws. It
   * trains in the stepper's precision, where no backend is given.
   *
   * `until` ends it early, and `goOnFrom` goes on from the checkpoint of the result to the bits
   * that one call would have come to: learning rates, moments and shuffling as if there had been no
   * end.
   *
   * Rejects with a UserError where stepper, keys and data do not fit, or the physics that the
   * configuration needs is missing; with a `CallbackError`, which holds a checkpoint, where a
   * callback throws; with a StoppedError when the signal fires.
   */
  async train(
    stepper: NeuralStepper<Trainable>,
    keys: Keys,
    given: TrainerCallOptions = {},
  ): Promise<Trained> {
    check('what is trained', stepper, STEPPER);
    checkOptions('training', given, CALL);
    const { recordLossEvery = 1, ...options } = given;
    const { optimizer, numTrainingSteps, batchSize } = this.settings;
    const shuffleKeys = await keysOf(keys);
    const where = { precision: stepper.precision, ...options };
    return withBackend(where, async (backend) => {
      const run = {
        ...this.taskOf(stepper),
        optimizer,
        numSteps: numTrainingSteps,
        batchSize,
        recordLossEvery,
        shuffleKeys,
        initial: stepper.params,
        random: { partitionable: options.partitionable },
        callbacks: this.callbacks,
        writeData: this.writeData,
      };
      const { params, ...result } = await train(backend, run, options);
      return { stepper: stepper.with(params, stepper.numSeeds, backend.precision), ...result };
    });
  }

  /** The loss of each seed over all windows at once. */
  async fullLoss(
    stepper: NeuralStepper<Trainable>,
    options: WithBackendOptions = {},
  ): Promise<Float64Array> {
    check('what the loss is taken of', stepper, STEPPER);
    checkOptions('loss', options, WITH_BACKEND_OPTIONS);
    return withBackend({ precision: stepper.precision, ...options }, (backend) =>
      fullLoss(backend, this.taskOf(stepper), stepper.params, this.writeData),
    );
  }

  private readonly writeData: DataWriter = (executable, name) =>
    executable.write(name, this.trajectorySubStacker.trajectories.data);

  private taskOf(stepper: NeuralStepper<Trainable>): Omit<TrainingTask, 'optimizer' | 'numSteps'> {
    const { windows, numFrames, stateShape: ofData } = this.trajectorySubStacker;
    const ofStepper = stateShape(stepper.network);
    if (String(ofStepper) !== String(ofData)) {
      throw new UserError(
        `the trajectories are of states [${ofData.join(', ')}], the stepper is for ` +
          `[${ofStepper.join(', ')}]`,
      );
    }
    const { refStepper, residuumFn, recomputeEvery } = this.settings;
    return {
      network: stepper.network,
      emulator: stepper.emulatorOf,
      methodology: this.lossConfiguration,
      physics: { refStepper, residuumFn },
      windows: { ...windows, length: numFrames },
      numSeeds: stepper.numSeeds,
      recomputeEvery,
    };
  }
}
