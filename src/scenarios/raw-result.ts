/** What a training run leaves, before anything is made of it. */

import type { GpuOptions } from '../backends/index.js';
import type { CheckpointSink, Stay, TrainOptions } from '../training/index.js';
import type { NdArray } from './tables/table.js';

/** What a run is made of, and how it is made. Strings as in the original. */
export interface RunRawOptions {
  /** Default `predict`. */
  readonly task?: string;
  /** Default `Conv;26;10;relu`. */
  readonly net?: string;
  /** Default `one`. */
  readonly train?: string;
  readonly startSeed?: number;
  readonly numSeeds?: number;
  /** `auto`: a real GPU if there is one that the program fits, else WASM. */
  readonly backend?: 'auto' | 'wasm' | 'webgpu';
  readonly precision?: 'f32' | 'f64';
  /** Default: all cores. */
  readonly threads?: number;
  /** The WASM build with fused multiply-add, whose bits differ between processors; default false. */
  readonly relaxedSimd?: boolean;
  readonly gpu?: GpuOptions;
  /** The threefry bit layout: false (default) is JAX's before 0.5. */
  readonly partitionable?: boolean;
  /** Take data that is not finite as it is. */
  readonly allowNonFinite?: boolean;
  /** Called after every piece of the training, which waits for what it returns. */
  readonly onProgress?: TrainOptions['onProgress'];
  /** What there is to say about the run: what it runs on, what is odd, that it had to move. */
  readonly onNotice?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** Where the run keeps what it needs to go on after a stop. */
  readonly checkpoint?: CheckpointSink;
  /** Seconds between two checkpoints; default 10. */
  readonly checkpointSeconds?: number;
}

/** A number array of any rank, in row-major order. */
export interface RawArray {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** One trained array of the network; `path` as `layers.0.weight`, the seed axis leads. */
export interface RawWeight extends RawArray {
  readonly path: string;
}

/** How, where and with what outcome a run was made. */
export interface RunInfo {
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
  readonly precision: 'f32' | 'f64';
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
 * trajectories, C channels, N points in every spatial dimension.
 */
export interface RawResult {
  readonly seeds: readonly number[];
  /** [S, n] */
  readonly losses: RawArray;
  /** The update at which each loss was recorded; length n, ascending. */
  readonly updateSteps: readonly number[];
  /** Number of updates made; the table has one `aux` column for each. */
  readonly numUpdates: number;
  /** By the metric's full config string: [S, T]. */
  readonly metrics: ReadonlyMap<string, RawArray>;
  /** What the callbacks returned: [S][update]. Empty without callbacks. */
  readonly aux: readonly (readonly object[])[];
  /** [S, trjs, T + 1, C, ...N], the initial state first. */
  readonly sampleRollouts: RawArray;
  /** In leaf order; each with a leading seed axis. */
  readonly weights: readonly RawWeight[];
  readonly info: RunInfo;
}

/** The part of an array at index `i` of its leading axes, as float32 or float64 numbers. */
export function subArray(
  { data, shape }: RawArray,
  leading: readonly number[],
  precision: 'f32' | 'f64',
): NdArray {
  const rest = shape.slice(leading.length);
  const size = rest.reduce((product, extent) => product * extent, 1);
  const index = leading.reduce((flat, i, axis) => flat * shape[axis]! + i, 0);
  const part = data.subarray(index * size, (index + 1) * size);
  return {
    data: precision === 'f32' ? Float32Array.from(part) : Float64Array.from(part),
    shape: rest,
  };
}
