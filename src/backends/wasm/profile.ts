/**
 * Where the time of a program goes: the time of every op in one step, taken instruction by
 * instruction on this thread.
 */

import { coreModule, instantiateCore } from '../../core/index.js';
import { cloneProgram, type Node, opOf, type Program, visitNodes } from '../../graph/index.js';
import type { Backend, Precision } from '../types.js';
import { coreOfOneThread } from './backend.js';
import { Executor } from './executor.js';
import { lower, prepareForWasm } from './lower.js';

export type Inputs = Readonly<Record<string, Float64Array | Int32Array>>;

/** Time of all instructions of one op in one step; 'copy' is what the lowering adds. */
export interface OpTime {
  op: string;
  /** Evaluations, or of what the lowering adds, instructions. */
  count: number;
  /** Of the op, and of what it does for ops that were merged into it. */
  flops: number;
  ms: number;
}

interface Work {
  count: number;
  flops: number;
}

/** What the ops do that the core runs in one step. */
function workOf(program: Program, precision: Precision): Map<string, Work> {
  const copy = cloneProgram(program);
  const flops = new Map<Node, number>();
  visitNodes(copy.graph, (node) => flops.set(node, opOf(node).cost(node)));
  const of = (node: Node) => flops.get(node) ?? 0;
  prepareForWasm(copy, precision, (from, into) => flops.set(into, of(into) + of(from)));
  const work = new Map<string, Work>();
  visitNodes(copy.graph, (node, times) => {
    const known = work.get(node.op) ?? { count: 0, flops: 0 };
    work.set(node.op, { count: known.count + times, flops: known.flops + times * of(node) });
  });
  return work;
}

/**
 * Runs steps of `program` from `inputs` on, in a backend's precision and build, for about
 * `budgetMs`, at least two, and gives the median of each op's times. Blocks this thread.
 */
export async function profileProgram(
  program: Program,
  inputs: Inputs,
  { precision, build }: Pick<Backend, 'precision' | 'build'>,
  budgetMs: number,
): Promise<OpTime[]> {
  const lowered = lower(program, precision);
  const module = await coreModule(coreOfOneThread(build));
  const executor = new Executor(await instantiateCore(module), lowered);
  for (const [name, data] of Object.entries(inputs)) {
    executor.write(name, bytesOf(data, precision));
  }
  const opAt = new Map(lowered.instructions.map(({ word, op }) => [word, op]));
  const times = new Map<string, number[]>();
  const counts = new Map<string, number>();

  const step = () => {
    const spent = new Map<string, number>();
    counts.clear();
    executor.runApart((word, run) => {
      const op = opAt.get(word) as string;
      const start = performance.now();
      run();
      const ms = performance.now() - start;
      spent.set(op, (spent.get(op) ?? 0) + ms);
      counts.set(op, (counts.get(op) ?? 0) + 1);
    });
    return spent;
  };

  step(); // warms caches and the engine's compiler
  const end = performance.now() + budgetMs;
  for (let done = 0; done < 2 || performance.now() < end; done++) {
    if (executor.step >= program.steps) executor.seek(0);
    for (const [op, ms] of step()) times.set(op, [...(times.get(op) ?? []), ms]);
  }
  const work = workOf(program, precision);
  return [...times].map(([op, list]) => ({
    op,
    ...(work.get(op) ?? { count: counts.get(op) as number, flops: 0 }),
    ms: list.sort((a, b) => a - b)[list.length >> 1],
  }));
}

function bytesOf(data: Float64Array | Int32Array, precision: Precision): ArrayBuffer {
  if (data instanceof Int32Array) return Int32Array.from(data).buffer;
  return precision === 'f64' ? Float64Array.from(data).buffer : Float32Array.from(data).buffer;
}
