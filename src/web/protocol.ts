/**
 * What the page and its worker say to each other. All computing happens in the worker; the page
 * draws. Everything here survives a structured clone.
 */

import type { AdapterInfo } from '../backends/index.js';
import type { Picture } from '../drawing/index.js';
import type { RunCost } from '../experiment/index.js';
import type { Rerun, StudyEntry, Verification } from '../study/index.js';
import type { BenchChoice, BenchEvent, BenchOutcome } from './bench/bench-protocol.js';

/** Where to compute. */
export interface ComputeOptions {
  readonly backend: string;
  /** All cores where it is not given. */
  readonly threads?: number;
}

export interface AttributeInfo {
  readonly name: string;
  /** What the form shows as Python prints it: the default, or what makes the scenario valid. */
  readonly text: string;
  /** Whether `text` is no default and must be set. */
  readonly isPreset: boolean;
  readonly kind: 'number' | 'flag' | 'text';
  /** What is allowed, in words. */
  readonly allowed: string;
  /** Attributes that this one is computed from; it can't be set. */
  readonly derivedFrom: readonly string[];
  /** Whether it has no effect, and those have. */
  readonly isIdle: boolean;
}

export interface ScenarioInfo {
  readonly key: string;
  readonly className: string;
  readonly equation: string;
  /** The numbers of spatial dimensions in which it exists. */
  readonly dimensions: readonly number[];
  readonly attributes: readonly AttributeInfo[];
}

/** A field of a config string, after the name. */
export interface StringFieldInfo {
  readonly name: string;
  readonly meaning: string;
  /** What it may be; null for a whole number. */
  readonly allowed: readonly string[] | null;
  readonly default: string;
  /** Whether it may be left out, and is then its default. */
  readonly optional: boolean;
}

/** What a config string may name: a network, a way of training, a task. */
export interface StringKind {
  readonly name: string;
  readonly meaning: string;
  readonly fields: readonly StringFieldInfo[];
  /** A string of it, its name as documents spell it. */
  readonly example: string;
}

export interface Choices {
  readonly scenarios: readonly ScenarioInfo[];
  readonly nets: readonly StringKind[];
  readonly trainings: readonly StringKind[];
  readonly tasks: readonly StringKind[];
}

export interface Machine {
  readonly version: string;
  /** Threads that can be had: one in a page that is not cross-origin isolated. */
  readonly threads: number;
  readonly isolated: boolean;
  readonly gpu: AdapterInfo | null;
  /** What to do where there is none. */
  readonly gpuAdvice: string;
}

/** Bad input: the same message as on the command line, and the key of the entry it is about. */
export interface ErrorReport {
  readonly key: string | null;
  readonly message: string;
}

/** What an experiment takes that can be run. */
export interface CheckedRight {
  readonly cost: RunCost;
  /** The ends of its colour scale. */
  readonly vlim: readonly [number, number];
}

export type Checked = { readonly error: ErrorReport } | CheckedRight;

export interface Curve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Preview {
  readonly picture: Picture;
  /** Time steps of the test; the picture may have fewer. */
  readonly horizon: number;
  /** Amplitude by wavenumber, at some time steps. */
  readonly spectra: readonly Curve[];
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

export type TrainingEvent =
  | { readonly kind: 'phase'; readonly text: string }
  | ({ readonly kind: 'progress'; readonly update: number; readonly total: number } & LossCurves)
  | { readonly kind: 'rollout'; readonly update: number; readonly rollouts: readonly Rollout[] }
  | { readonly kind: 'picture'; readonly update: number; readonly pictures: ComparedPictures };

/**
 * The first test trajectory: by the reference solver, by the first seed's network, and their
 * difference.
 */
export interface ComparedPictures {
  readonly reference: Picture;
  readonly prediction: Picture;
  readonly difference: Picture;
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
  readonly prediction: Picture | null;
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
  readonly pictures: ComparedPictures;
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

/** What steps a painted state: the reference solver of an entry's scenario, and a network. */
export interface PaintSource {
  readonly entry: StudyEntry;
  /** Of a finished run of the entry; null: the solver alone. */
  readonly weights: Uint8Array<ArrayBuffer> | null;
}

/** What can be painted for it. */
export interface PaintStage {
  readonly dims: number;
  readonly numPoints: number;
  readonly numChannels: number;
  /** The ends of the scenario's colour scale. */
  readonly limits: readonly [number, number];
  /** Time steps of a test. */
  readonly horizon: number;
}

/** States one after the other, `[steps, C, ...N]`. */
export interface PaintStates {
  readonly reference: Float32Array<ArrayBuffer>;
  /** Of the first seed's network; null where there is none. */
  readonly prediction: Float32Array<ArrayBuffer> | null;
}

export interface PaintSteps extends PaintStates {
  /** The nRMSE of every predicted state, of all channels together; none without a network. */
  readonly errors: readonly number[];
}

/** The worker's side. */
export interface Compute {
  choices(): Promise<Choices>;
  machine(): Promise<Machine>;
  check(entry: StudyEntry, options: ComputeOptions): Promise<Checked>;
  /** Null where a later call has made it pointless, or where the entry is wrong. */
  preview(entry: StudyEntry): Promise<Preview | null>;
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
  bench(choice: BenchChoice, watch: (event: BenchEvent) => void): Promise<BenchOutcome>;
  stopBench(): Promise<void>;
}
