/**
 * What the page and its worker say to each other. All computing happens in the worker; the page
 * draws. Everything here survives a structured clone.
 */

import type { AdapterInfo } from '../backends/index.js';
import type { Picture } from '../drawing/index.js';
import type { RunCost } from '../experiment/index.js';
import type { Rerun, StudyEntry, Verification } from '../study/index.js';

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
  readonly csv: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
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
  /** Losses are this many updates apart. */
  readonly every: number;
  readonly losses: readonly Float64Array[];
  readonly rollouts: readonly Rollout[];
  /** The first sample rollout of the first seed, if the table has one. */
  readonly prediction: Picture | null;
  /** The ends of the colour scale. */
  readonly limits: readonly [number, number];
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

/** The worker's side. */
export interface Compute {
  choices(): Promise<Choices>;
  machine(): Promise<Machine>;
  check(entry: StudyEntry, options: ComputeOptions): Promise<Checked>;
  /** Null where a later call has made it pointless, or where the entry is wrong. */
  preview(entry: StudyEntry): Promise<Preview | null>;
  /** The text of a `raw/NAME.csv`, and the ends of the colour scale as an attribute spells them. */
  stored(csv: string, vlim: string | null): Promise<StoredRun | { readonly error: ErrorReport }>;
  train(
    entry: StudyEntry,
    options: ComputeOptions,
    watch: (event: TrainingEvent) => void,
  ): Promise<Outcome>;
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
}
