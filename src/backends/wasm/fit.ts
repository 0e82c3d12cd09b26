/** Whether programs fit into the WASM core, found out without lowering those that surely do. */

import { sizeOf } from '../../arrays.js';
import type { Graph, Program, RepeatAttrs, Tensor } from '../../graph/index.js';
import type { Precision } from '../types.js';
import { lowerWithinLimits } from './backend.js';
import { MAX_BYTES } from './executor.js';

/** Rows are padded, and kernels keep copies of what they read: a tensor takes at most so often. */
const COPIES = 4;
/** Programs, plans and the core's own data, at most. */
export const FIXED_BYTES = 64 * 1024 * 1024;

/** Throws a PlaceError with the bytes that it would take for a program that cannot fit. */
export function requireFit(
  programs: readonly Program[],
  precision: Precision,
  threads: number,
): void {
  for (const program of programs) {
    const surelyFits = mostBytes(program, precision, threads) < MAX_BYTES / 2;
    if (!surelyFits) lowerWithinLimits(program, precision, {}, threads);
  }
}

/** More bytes than a program takes: every tensor in a place of its own, and copies of it. */
export function mostBytes(program: Program, precision: Precision, threads: number): number {
  const { steps, graph, states, inputs, tables, records } = program;
  const all = (tensors: Iterable<Tensor>) => {
    let numbers = 0;
    for (const { shape } of tensors) numbers += sizeOf(shape);
    return numbers;
  };
  const { numbers, largest } = numbersOf(graph);
  const kept = all(inputs.values()) + steps * (all(tables.values()) + all(records.values()));
  const worked = COPIES * (numbers + all(states.values()) + threads * largest);
  return (precision === 'f64' ? 8 : 4) * (kept + worked) + FIXED_BYTES;
}

/** The numbers of all that a graph's nodes make, those in loops once, and of the largest of it. */
function numbersOf(graph: Graph): { numbers: number; largest: number } {
  let numbers = 0;
  let largest = 0;
  for (const node of graph.nodes) {
    for (const { shape } of node.outputs) {
      const size = sizeOf(shape);
      numbers += size;
      largest = Math.max(largest, size);
    }
    if (node.op === 'repeat') {
      const inside = numbersOf((node.attrs as RepeatAttrs).body);
      numbers += inside.numbers;
      largest = Math.max(largest, inside.largest);
    }
  }
  return { numbers, largest };
}
