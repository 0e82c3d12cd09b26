/**
 * What a task measures: a program with all that it reads. One step of the program is one run: a
 * training step, or a whole rollout.
 */

import type { Executable } from '../backends/index.js';
import type { Program } from '../graph/index.js';

export interface Workload {
  program: Program;
  /** Written before the first step. */
  inputs: Readonly<Record<string, Float64Array | Int32Array>>;
  /** The states in which its result stands: weights, or a trajectory. */
  results: readonly string[];
}

/** A number that a workload must give, to its significant digits. */
export interface Check {
  name: string;
  value: number;
  digits: number;
  /** After the runs of the task. */
  read(executable: Executable): Promise<number>;
}

/** Whether two numbers are the same to that many significant digits. */
export function agrees(a: number, b: number, digits: number): boolean {
  return (
    a.toPrecision(digits) === b.toPrecision(digits) || Math.abs(a / b - 1) < Number(`1e-${digits}`)
  );
}

export const meanAbs = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
