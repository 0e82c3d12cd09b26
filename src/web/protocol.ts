/**
 * What the page and its worker say to each other. All computing happens in the worker; the page
 * draws. Everything here survives a structured clone.
 */

import type { RunCost } from '../experiment/index.js';
import type { Rerun, StudyEntry, Verification } from '../study/index.js';
import type { BenchChoice, BenchEvent, BenchOutcome } from './bench/bench-protocol.js';
import type { Choices, Machine } from './protocol/choices.js';
import type { ErrorReport } from './protocol/error-report.js';
import type { PaintSource, PaintStage, PaintStates, PaintSteps } from './protocol/painting.js';

export type * from './protocol/choices.js';
export type * from './protocol/error-report.js';
export type * from './protocol/painting.js';

/** Where to compute. */
export interface ComputeOptions {
  readonly backend: string;
  /** All cores where it is not given. */
  readonly threads?: number;
}

/** What an experiment takes that can be run. */
export interface CheckedRight {
  readonly cost: RunCost;
  /** The ends of its colour scale. */
  readonly vlim: readonly [number, number];
}

export type Checked = { readonly error: ErrorReport } | CheckedRight;

/** How fast a place trains, by some updates of a network. */
export interface MeasuredSpeed {
  readonly net: string;
  readonly flopPerUpdate: number;
  readonly secondsPerUpdate: number;
}

export interface Curve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A trajectory in single precision; of a long one every second, third, … state. */
export interface Trajectory {
  /** `[frames, channels, ...points]`, as many points on every axis. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly dims: number;
  readonly frames: number;
  readonly channels: number;
  readonly points: number;
  /** Time steps from one frame to the next. */
  readonly every: number;
}

/** A trajectory of a data set, by the number that it has there. */
export interface TrajectoryChoice {
  readonly set: 'train' | 'test';
  readonly number: number;
}

/**
 * Whose steps a trajectory is made of: a solver's, those of the network with these weights, or of
 * the one that trains, as it was looked at last.
 */
export type StepsOf =
  | { readonly by: 'reference' | 'coarse' | 'training' }
  | { readonly by: 'network'; readonly weights: Uint8Array<ArrayBuffer> };

export interface Predicted {
  readonly trajectory: Trajectory;
  /** How many trajectories the set has. */
  readonly count: number;
  /** Of the network that trains: after so many updates. */
  readonly update: number | null;
}

export interface Preview {
  readonly picture: Trajectory;
  /** Time steps of the test. */
  readonly horizon: number;
  /** Of each channel: amplitude by wavenumber, at some time steps. */
  readonly spectra: readonly (readonly Curve[])[];
}

/** The mean over the test set of every seed at every step of the rollout: `[seed][step - 1]`. */
export interface Rollout {
  readonly metric: string;
  readonly errors: readonly Float64Array[];
}

export interface LossCurves {
  /**
   * `[seed][i]`: the loss before update `i * every` (not all, if many); NaN where that has not been
   * made yet.
   */
  readonly losses: readonly Float64Array[];
  readonly every: number;
}

export interface TrainingProgressEvent extends LossCurves {
  readonly kind: 'progress';
  readonly update: number;
  readonly total: number;
  /** The loss of each seed at the last update made, which the curves may not have. */
  readonly last: readonly number[];
}

export type TrainingEvent =
  | { readonly kind: 'phase'; readonly text: string }
  | TrainingProgressEvent
  | { readonly kind: 'rollout'; readonly update: number; readonly rollouts: readonly Rollout[] }
  | {
      readonly kind: 'picture';
      readonly update: number;
      /** The first test trajectory, unless another one was asked for. */
      readonly choice: TrajectoryChoice;
      /** Null where it is the one that was sent before. */
      readonly reference: Trajectory | null;
      readonly prediction: Trajectory;
    };

/** A trajectory by the reference solver and by the first seed's network. */
export interface ComparedPictures {
  readonly choice: TrajectoryChoice;
  readonly reference: Trajectory;
  readonly prediction: Trajectory;
}

export interface Finished extends LossCurves {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly rollouts: readonly Rollout[];
  /** The table, `raw/NAME.csv`: a blob, since it may be large and is seldom looked at. */
  readonly csv: Blob;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** The text of its record, `raw/NAME.json`. */
  readonly record: string;
  /** What decides its numbers, but for the place where it was made. */
  readonly configuration: string;
  /** SHA-256 of the file of weights. */
  readonly sha256: string;
  /** Backend, build and threads. */
  readonly computedOn: string;
  readonly trainSeconds: number;
  readonly diverged: readonly number[];
}

export type Outcome =
  | { readonly kind: 'finished'; readonly result: Finished }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'error'; readonly error: ErrorReport };

/** What the table of a run tells. */
export interface StoredRun {
  readonly scenario: string;
  readonly net: string;
  readonly train: string;
  /** What makes it again; null where the table does not tell, as for a scenario of a plugin's. */
  readonly entry: StudyEntry | null;
  /** Losses are this many updates apart. */
  readonly every: number;
  readonly losses: readonly Float64Array[];
  readonly rollouts: readonly Rollout[];
  /** The first sample rollout of the first seed, if the table has one. */
  readonly prediction: Trajectory | null;
  /** The ends of the colour scale. */
  readonly limits: readonly [number, number];
}

/** A run that was made elsewhere, or by another page. */
export interface ImportedRun {
  /** The address of its form, after `#`. */
  readonly hash: string;
  readonly checked: CheckedRight;
  readonly numUpdates: number;
  readonly result: Finished;
}

export interface Imported {
  readonly runs: readonly ImportedRun[];
  /** What could not be taken, a sentence each. */
  readonly refused: readonly string[];
}

/** How two runs of one experiment differ. */
export interface RunDifference {
  /** The largest of all weights, in units in the last place of float32. */
  readonly weightUlps: number;
  /** The same of all losses. */
  readonly lossUlps: number;
  /** Of the errors of the test rollout, by the first metric: the mean over seeds and steps. */
  readonly error: number;
}

/** A file of a folder of results. */
export interface GivenFile {
  /** In the folder. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type FolderVerdict =
  | { readonly verification: Verification }
  | { readonly error: ErrorReport };

/** Null where it was stopped. */
export type RerunOutcome = { readonly rerun: Rerun | null } | { readonly error: ErrorReport };

/** What the selftest came to; null where it was stopped. */
export type SelfTestOutcome =
  | { readonly line: string; readonly differing: number }
  | { readonly error: ErrorReport }
  | null;

/** The worker's side. */
export interface Compute {
  choices(): Promise<Choices>;
  machine(): Promise<Machine>;
  check(entry: StudyEntry, options: ComputeOptions): Promise<Checked>;
  /** Takes some tenths of a second. */
  measureSpeed(options: ComputeOptions): Promise<MeasuredSpeed>;
  /** Null where a later call has made it pointless, or where the entry is wrong. */
  preview(entry: StudyEntry): Promise<Preview | null>;
  /**
   * A trajectory from the first state of one of a data set. Null where it was stopped, or where no
   * network trains. Of the network that trains, this is the one that is sent from then on.
   */
  predict(
    entry: StudyEntry,
    steps: StepsOf,
    choice: TrajectoryChoice,
  ): Promise<Predicted | { readonly error: ErrorReport } | null>;
  stopPredicting(): Promise<void>;
  /** The amplitudes by wavenumber of fields of so many dimensions, as many points on every axis. */
  spectra(
    fields: readonly Float32Array<ArrayBuffer>[],
    dims: number,
  ): Promise<readonly Float64Array[]>;
  /** The text of a `raw/NAME.csv`, and the ends of the colour scale as an attribute spells them. */
  stored(csv: string, vlim: string | null): Promise<StoredRun | { readonly error: ErrorReport }>;
  /**
   * With `save` the page keeps checkpoints, the library's own bytes: it is given one every few
   * seconds. With `from` the run goes on from one.
   */
  train(
    entry: StudyEntry,
    options: ComputeOptions,
    watch: (event: TrainingEvent) => void,
    from?: Uint8Array | null,
    save?: (checkpoint: Uint8Array<ArrayBuffer>) => void | Promise<void>,
  ): Promise<Outcome>;
  /** Saves a checkpoint after the piece on which the run works. */
  keep(): Promise<void>;
  /** The runs whose files are among these, or in an archive of them. */
  importRuns(files: readonly GivenFile[]): Promise<Imported>;
  /** A run's files as `apebench verify` reads them, in an archive. */
  exportRun(result: Finished): Promise<Uint8Array<ArrayBuffer>>;
  compare(run: Finished, other: Finished): Promise<RunDifference>;
  pause(): Promise<void>;
  goOn(): Promise<void>;
  stop(): Promise<void>;
  /** Checks a folder of results, which is that of `rerun` from then on. */
  verify(folder: string, files: readonly GivenFile[]): Promise<FolderVerdict>;
  /** Makes a whole result of it again, or parts of its training. */
  rerun(
    name: string,
    slices: boolean,
    watch: (update: number, total: number) => void,
  ): Promise<RerunOutcome>;
  stopRerun(): Promise<void>;
  bench(choice: BenchChoice, watch: (event: BenchEvent) => void): Promise<BenchOutcome>;
  stopBench(): Promise<void>;
  selfTest(watch: (done: number, total: number) => void): Promise<SelfTestOutcome>;
  stopSelfTest(): Promise<void>;
  /** Makes ready to step painted states; what was made ready before is given up. */
  paintOpen(source: PaintSource): Promise<PaintStage | { readonly error: ErrorReport }>;
  /** Steps both from their last states. */
  paintSteps(from: PaintStates, count: number): Promise<PaintSteps>;
  /** The first test trajectory's initial state. */
  paintTestState(): Promise<Float32Array<ArrayBuffer>>;
  /** The waves of a state of up to so many periods along each axis. */
  paintSmooth(values: Float32Array, modes: number): Promise<Float32Array<ArrayBuffer>>;
  /** A file of an array of numbers. */
  npy(data: Float32Array, shape: readonly number[]): Promise<Uint8Array<ArrayBuffer>>;
}
