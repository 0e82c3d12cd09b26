/** How and where the work of an experiment is done. */

import type { BackendOptions, WithBackendOptions } from '../backends/index.js';
import type { HostAbortSignal } from '../host-types.js';
import type { RandomOptions } from '../random/index.js';
import type { CheckpointSink, TrainOptions } from '../training/index.js';

/** What may be given at once or as a promise. */
export type Awaitable<T> = T | Promise<T>;

/** Where and how one thing is computed; everything has a default. */
export interface ComputeOptions extends WithBackendOptions {
  /** The layout of threefry's bits. */
  random?: RandomOptions;
}

/** What an experiment on a scenario is made of. Strings as in the original. */
export interface ExperimentStrings {
  /** Default `predict`. */
  readonly task?: string;
  /** Default `Conv;26;10;relu`. */
  readonly net?: string;
  /** Default `one`. */
  readonly train?: string;
  /** The first seed; default 0. */
  readonly startSeed?: number;
  /** How many seeds, from the first on; default 1. */
  readonly numSeeds?: number;
}

/** How an experiment is carried out, whatever it is. */
export interface RunOptions extends BackendOptions {
  /** The threefry bit layout: false (default) is JAX's before 0.5. */
  readonly partitionable?: boolean;
  /** Take data that is not finite as it is. */
  readonly allowNonFinite?: boolean;
  /**
   * In training that unrolls, keep what happens inside so many steps for the backward pass, and
   * compute it again for all others. It takes less memory and more time; default: keep all of it.
   */
  readonly recomputeEvery?: number;
  /**
   * Take the digest of all that training changes every so many updates, by which parts of it can be
   * made again and compared (`verifyStore`). No bit of the result depends on it; default: never.
   */
  readonly digestEvery?: number;
  /** Stops the work with a `StoppedError`. */
  readonly signal?: HostAbortSignal;
  /** Seconds between two checkpoints; default 10. */
  readonly checkpointSeconds?: number;
}

/** What a run tells on its way, and where it keeps what it needs to go on after a stop. */
export interface WatchOptions {
  /** Called after every piece of the training, which waits for what it returns. */
  readonly onProgress?: TrainOptions['onProgress'];
  /** What there is to say about the run: what it runs on, what is odd, that it had to move. */
  readonly onNotice?: (text: string) => void;
  /** Where checkpoints are kept. */
  readonly checkpoint?: CheckpointSink;
  /** Stops the training with a `StoppedError`. */
  readonly signal?: HostAbortSignal;
  /** Seconds between two checkpoints; default 10. */
  readonly checkpointSeconds?: number;
}

/** For `runExperiment`: how it is carried out, and what is told of it. */
export interface WatchedRunOptions extends RunOptions, WatchOptions {}

/** For `run` and `runRaw` of a scenario: what is trained, how, and what is told of it. */
export interface RunRawOptions extends ExperimentStrings, WatchedRunOptions {
  /** Whether the arrays of a result of one seed lack the axis of seeds; default false. */
  readonly removeSingletonAxis?: boolean;
}
