/** How far two runs of one experiment lie apart, as on a GPU and on WASM. */

import type { Floats } from '../../arrays.js';
import { readSafetensors } from '../../study/index.js';
import type { Finished, RunDifference } from '../protocol.js';

export function compareRuns(run: Finished, other: Finished): RunDifference {
  const [own, others] = [run, other].map(({ weights }) => readSafetensors(weights).tensors);
  const weightUlps = [...own!].map(([path, { data }]) =>
    mostUlps(data, others!.get(path)?.data ?? []),
  );
  const lossUlps = run.losses.map((losses, seed) => mostUlps(losses, other.losses[seed] ?? []));
  // As float32, which they are: a table has the shortest text of each, which is another float64.
  const [errors, otherErrors] = [run, other].map(({ rollouts }) =>
    (rollouts[0]?.errors ?? []).flatMap((values) => [...Float32Array.from(values)]),
  );
  const gaps = errors!.map((error, i) => Math.abs(error - otherErrors![i]!));
  return {
    weightUlps: Math.max(0, ...weightUlps),
    lossUlps: Math.max(0, ...lossUlps),
    error: gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length),
  };
}

/** The largest distance of two numbers of the same place; infinite where one list has none there. */
function mostUlps(values: Floats, others: Floats | readonly number[]): number {
  if (values.length !== others.length) return Number.POSITIVE_INFINITY;
  const bits = [values, others].map((list) => new Int32Array(Float32Array.from(list).buffer));
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    most = Math.max(most, ulps(values[i]!, others[i]!, bits[0]![i]!, bits[1]![i]!));
  }
  return most;
}

/** How many float32 lie between two of these bits, the second included. */
function ulps(a: number, b: number, bitsOfA: number, bitsOfB: number): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  return Math.abs(rank(bitsOfA) - rank(bitsOfB));
}

/** Bits of float32 in the order of their numbers, both zeros at 0. */
const rank = (bits: number): number => (bits < 0 ? -(bits & 0x7fffffff) : bits);
