/** What a bench gives: plain data, the same in Node and in a page. */

import type { BackendName, Precision } from '../backends/index.js';
import type { Distance } from './distance.js';
import type { Timing } from './measure.js';
import type { Task } from './task.js';

/** A backend as it was measured. */
export interface BackendFacts {
  backend: BackendName;
  /** Of the core, or the GPU's name. */
  build: string;
  precision: Precision;
  threads: number;
  /** Measured: multiplications and additions on registers alone, on all threads. */
  peakGflops: number;
}

/** An op on one thread of WASM. */
export interface OpTimeRow {
  op: string;
  /**
   * How often it is evaluated in a run; 'copy' counts what is added to move results where they are
   * wanted.
   */
  count: number;
  /** Of a run. */
  ms: number;
  /** Part of the time of all ops. */
  share: number;
  gflops: number;
}

/**
 * An op on two backends, from the same numbers at the shapes of the task: the larger distance of
 * all shapes.
 */
export interface OpDistance extends Distance {
  op: string;
  shapes: number;
}

/** A task on one backend. */
export interface BackendRow extends Timing {
  backend: BackendName;
  /** Time of one step: the median over the steps of a run. */
  msPerStep: number;
  gflops: number;
  /** Of the measured peak. A kernel that needs less arithmetic than a direct sum may pass 1. */
  shareOfPeak: number;
  /** Billions of bytes a second, by `mbPerStep` of the task. */
  gbPerSecond: number;
  dispatchesPerStep: number | null;
  /**
   * From nothing to the end of the first run: the backend is started, the program compiled, its
   * inputs written.
   */
  firstRunMs: number;
  memoryBytes: number;
  check: { name: string; value: number; expected: number; matches: boolean } | null;
  /**
   * How far the result is from that of the first backend, after the task's runs from the same
   * inputs.
   */
  distance: Distance | null;
  /** How far each op is from the first backend's. */
  opDistances: OpDistance[] | null;
}

export interface TaskReport {
  task: string;
  kind: Task['kind'];
  title: string;
  stepsPerRun: number;
  /** Runs before results are compared. */
  runs: number;
  mflopPerStep: number;
  /** Millions of bytes that the ops of a step read and write, each its inputs and outputs once. */
  mbPerStep: number;
  rows: BackendRow[];
  /** Where the time goes on one thread of WASM, if it was asked for. */
  ops: OpTimeRow[] | null;
}

export interface BenchReport {
  backends: BackendFacts[];
  tasks: TaskReport[];
}
