/** Training on arrays of trajectories, whatever they come from (trainax `GeneralTrainer`). */

import { type WithBackendOptions, withBackend } from '../../backends/index.js';
import { UserError } from '../../errors.js';
import type { RandomOptions } from '../../random/index.js';
import { type Callbacks, flatten } from '../callbacks/index.js';
import { fullLoss } from '../full-loss.js';
import type { Methodology, Physics } from '../methodology.js';
import { planEpochs } from '../mixer.js';
import type { NeuralStepper } from '../neural-stepper.js';
import type { Optimizer } from '../optimizer.js';
import { train } from '../trainer.js';
import {
  type DataWriter,
  stateShape,
  type Trainable,
  type TrainingTask,
} from '../training-program.js';
import type { TrainingResult, TrainOptions } from '../training-run.js';
import type { TrajectorySubStacker } from '../trajectory-sub-stacker.js';
import { type Keys, keysOf } from './initial-stepper.js';

/** How all trainers train; the physics is what the configuration needs. */
export interface TrainerSettings extends Physics {
  readonly optimizer: Optimizer;
  /** Updates, that is minibatches. */
  readonly numTrainingSteps: number;
  /** Windows of a minibatch. With fewer windows a minibatch holds all of them. */
  readonly batchSize: number;
  readonly callbacks?: Callbacks;
}

/** How one call trains, and where. */
export interface TrainerCallOptions
  extends Omit<WithBackendOptions, 'signal'>,
    TrainOptions,
    RandomOptions {
  /** Every how many updates the loss is kept; default 1. */
  readonly recordLossEvery?: number;
}

/** The trained stepper, and what training left beside it. */
export interface Trained extends Omit<TrainingResult, 'params'> {
  readonly stepper: NeuralStepper<Trainable>;
}

/**
 * Trains networks on windows of trajectories by a configuration:
 * `new GeneralTrainer(new TrajectorySubStacker(data, 6), supervised(5), { optimizer: adam(1e-2),
 * numTrainingSteps: 1000, batchSize: 32 }).train(stepper, key)`.
 */
export class GeneralTrainer {
  /** Throws a UserError for numbers that are no whole ones from 1 on. */
  constructor(
    readonly trajectorySubStacker: TrajectorySubStacker,
    readonly lossConfiguration: Methodology,
    readonly settings: TrainerSettings,
  ) {
    const { numTrainingSteps, batchSize } = settings;
    requireCounts({ numTrainingSteps, batchSize });
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
    { recordLossEvery = 1, ...options }: TrainerCallOptions = {},
  ): Promise<Trained> {
    requireCounts({ recordLossEvery });
    if (options.until !== undefined) requireCounts({ until: options.until }, 0);
    const { optimizer, numTrainingSteps, batchSize, callbacks = [] } = this.settings;
    const shuffleKeys = await keysOf(keys);
    if (shuffleKeys.length !== stepper.numSeeds) {
      throw new UserError(
        `${shuffleKeys.length} keys for ${stepper.numSeeds} seeds; there is one key for each seed`,
      );
    }
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
        callbacks: flatten(callbacks),
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
    const { refStepper, residuumFn } = this.settings;
    return {
      network: stepper.network,
      emulator: stepper.emulatorOf,
      methodology: this.lossConfiguration,
      physics: { refStepper, residuumFn },
      windows: { ...windows, length: numFrames },
      numSeeds: stepper.numSeeds,
    };
  }
}

function requireCounts(counts: Record<string, number>, min = 1): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isSafeInteger(count) && count >= min) continue;
    throw new UserError(`${name} must be a whole number from ${min} on, not ${count}`);
  }
}
