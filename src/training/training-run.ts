/** What a training run is given and what it leaves. */

import {
  COUNT,
  FUNCTION,
  OBJECT,
  PERIOD,
  type Rule,
  type Rules,
  TEXT,
  wholeFrom,
} from '../checks.js';
import type { HostAbortSignal } from '../host-types.js';
import type { Key, RandomOptions } from '../random/index.js';
import type { TrainingCallback } from './callbacks/index.js';
import type { AuxEntry, Checkpoint, CheckpointSink } from './checkpoint.js';
import type { StateDigests } from './state-digests.js';
import type { DataWriter, TrainingTask } from './training-program.js';

/** A run of a training task: its data, its seeds, and how it is watched. */
export interface TrainingRun extends TrainingTask {
  readonly writeData: DataWriter;
  readonly batchSize: number;
  readonly recordLossEvery: number;
  /** The key of each seed's mixer. */
  readonly shuffleKeys: readonly Key[];
  /** The initial parameters in leaf order, each `[E, ...shape]`. */
  readonly initial: readonly Float64Array[];
  readonly random?: RandomOptions;
  readonly callbacks?: readonly TrainingCallback[];
}

/** How far a training is. */
export interface TrainingProgress {
  /** Updates made, and updates in all. */
  readonly update: number;
  /** Number of updates. */
  readonly total: number;
  /** The loss of each seed at the last update made. */
  readonly losses: readonly number[];
  /** `[seed][i]`: the losses that the result will hold; those of updates not yet made are NaN. */
  readonly recorded: readonly Float64Array[];
  /**
   * The parameters after the last update made, in leaf order, each `[E, ...shape]`. To be called
   * before what `onProgress` returns is settled.
   */
  readonly readParams: () => Promise<readonly Float64Array[]>;
}

/** How a training is watched and stopped. */
export interface TrainOptions {
  /** Stops it with a `StoppedError`. */
  readonly signal?: HostAbortSignal;
  /** Called after every piece, about twice a second. Training waits for what it returns. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Where checkpoints are kept. */
  readonly checkpoint?: CheckpointSink;
  /** Seconds between two checkpoints; default 10. */
  readonly checkpointSeconds?: number;
  /**
   * Take the digest of the states every so many updates (`digests` of the result). No bit of the
   * result depends on it. Default: never.
   */
  readonly digestEvery?: number;
  /** Ends the run before this update; `goOnFrom` goes on with it. Default: all updates. */
  readonly until?: number;
  /**
   * Goes on from where another call for the same run ended, to the bits that one call would have
   * come to. Not with `checkpoint`, which may hold a later one.
   */
  readonly goOnFrom?: Checkpoint;
}

export const SINK: Rule = {
  allowed: 'a sink, { configuration, load, save, remove }',
  fits(value) {
    const { configuration, load, save, remove } = (value ?? {}) as Partial<CheckpointSink>;
    return TEXT.fits(configuration) && [load, save, remove].every(FUNCTION.fits);
  },
};

const CHECKPOINT: Rule = {
  allowed: 'the checkpoint of a result',
  fits(value) {
    const { run, update, states } = (value ?? {}) as Partial<Checkpoint>;
    return wholeFrom(0).fits(update) && OBJECT.fits(run) && OBJECT.fits(states);
  },
};

/** Of these options, but for the signal. */
export const TRAIN_OPTIONS: Rules = {
  onProgress: FUNCTION,
  checkpoint: SINK,
  checkpointSeconds: PERIOD,
  digestEvery: COUNT,
  until: wholeFrom(0),
  goOnFrom: CHECKPOINT,
};

/** What a training gives. */
export interface TrainingResult {
  /** `[seed][i]`: the loss before update `updateSteps[i]`, of the updates made. */
  readonly losses: readonly Float64Array[];
  /** The updates whose losses were kept. */
  readonly updateSteps: readonly number[];
  /** The trained parameters in leaf order, each `[E, ...shape]`. */
  readonly params: readonly Float64Array[];
  /** `[seed][update]`; empty without callbacks. */
  readonly aux: readonly (readonly AuxEntry[])[];
  /** The first update at which a seed's loss (or, at the end, a parameter) was not finite. */
  readonly divergedAt: readonly (number | null)[];
  /** How long it took. */
  readonly seconds: number;
  /** Where `digestEvery` was given. */
  readonly digests?: StateDigests;
  /** Everything from which another call goes on (`goOnFrom`). */
  readonly checkpoint: Checkpoint;
}
