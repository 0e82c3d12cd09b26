/** What a training run leaves, before anything is made of it. */

import type { NdArray } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import type { NeuralStepper, RawWeight, StateDigests, Stay } from '../training/index.js';

/** How, where and with what outcome a run was made. */
export interface RunInfo {
  /** The name of what computed. */
  readonly backend: string;
  /** The build of the core (`simd`, `relaxed`, …). */
  readonly build: string;
  /** Why `auto` meant this backend; null where it was asked for by its name. */
  readonly chosen: string | null;
  /** Threads that computed; no number depends on how many. */
  readonly threads: number;
  /** Version of the package. */
  readonly version: string;
  /** The threefry bit layout: false is JAX's before 0.5. */
  readonly partitionable: boolean;
  /** What it computed in. */
  readonly precision: Precision;
  /** Seconds of training, those before an interruption included. */
  readonly trainSeconds: number;
  /** Seconds of this call: data, training, tests, sample rollouts. */
  readonly totalSeconds: number;
  /** Seeds whose loss or weights became non-finite. */
  readonly diverged: readonly number[];
  /** When and why the run went on elsewhere than where it was. */
  readonly moves: readonly Stay[];
}

/**
 * The result of `BaseScenario.runRaw`. S seeds, T test time steps, n recorded losses, trjs sample
 * trajectories, C channels, N points in every spatial dimension. With `removeSingletonAxis` arrays
 * of one seed lack S; `aux` is a list for each seed all the same.
 */
export interface RawResult {
  /** The seeds, in the order of all that follows. */
  readonly seeds: readonly number[];
  /** [S, n] */
  readonly losses: NdArray;
  /** The update at which each loss was recorded; length n, ascending. */
  readonly updateSteps: readonly number[];
  /** Number of updates made; the table has one `aux` column for each. */
  readonly numUpdates: number;
  /** By the metric's full config string: [S, T]. */
  readonly metrics: ReadonlyMap<string, NdArray>;
  /** What the callbacks returned: [S][update]. Empty without callbacks. */
  readonly aux: readonly (readonly object[])[];
  /** [S, trjs, T + 1, C, ...N], the initial state first. */
  readonly sampleRollouts: NdArray;
  /** The parameters of `stepper` in leaf order; each with a leading seed axis. */
  readonly weights: readonly RawWeight[];
  /** The trained steppers of all seeds, side by side. */
  readonly stepper: NeuralStepper;
  /** Where `digestEvery` was given. */
  readonly digests?: StateDigests;
  /** Where and how it was computed. */
  readonly info: RunInfo;
}
