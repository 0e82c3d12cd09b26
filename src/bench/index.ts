// Measures what the package's work costs on this machine: time, arithmetic, memory, and where the time goes.

import { type Backend, measurePeak, profileProgram } from '../backends/index.js';
import { costOf } from '../graph/index.js';
import { Prepared, summarise, type Timing } from './measure.js';
import type { Task } from './tasks.js';
import { agrees } from './workload.js';

export { Prepared, summarise, type Timing } from './measure.js';
export { seedsTask, type Task, tasks } from './tasks.js';
export { agrees, type Check, type Workload } from './workload.js';

/** One op in one run. */
export interface OpRow {
  op: string;
  /** How often it is evaluated; 'copy' counts what is added to move results where they are wanted. */
  count: number;
  ms: number;
  /** Part of the time of all ops. */
  share: number;
  gflops: number;
}

export interface BenchResult extends Timing {
  task: string;
  kind: Task['kind'];
  title: string;
  backend: string;
  build: string;
  precision: string;
  threads: number;
  stepsPerRun: number;
  /** Time of one step: the median over the steps of a run. */
  msPerStep: number;
  mflopPerStep: number;
  gflops: number;
  /** Of the measured peak of as many threads. A kernel that needs less arithmetic than a direct sum may pass 1. */
  shareOfPeak: number;
  memoryBytes: number;
  check: { name: string; value: number; expected: number; matches: boolean } | null;
  /** On one thread. */
  ops: OpRow[];
}

/** The peak of a backend's threads, in GFLOP/s. */
export async function peakOf(backend: Backend): Promise<number> {
  return (await measurePeak(backend)) / 1e9;
}

/** Measures a task for about `budgetMs`, and about half as long again for its ops. */
export async function benchTask(
  task: Task,
  backend: Backend,
  peakGflops: number,
  budgetMs: number,
): Promise<BenchResult> {
  const workload = task.build();
  const prepared = await Prepared.on(backend, workload);
  let check: BenchResult['check'] = null;
  let timing: Timing;
  let memoryBytes: number;
  try {
    if (task.check) {
      const { name, value: expected, digits, runs, read } = task.check;
      await prepared.run(runs);
      const value = await read(prepared.executable);
      check = { name, value, expected, matches: agrees(value, expected, digits) };
    }
    timing = summarise(await prepared.times(budgetMs));
    memoryBytes = await prepared.executable.memoryBytes();
  } finally {
    await prepared.executable.dispose();
  }
  const costs = costOf(workload.program);
  const flops = costs.reduce((sum, cost) => sum + cost.flops, 0);
  const gflops = flops / timing.medianMs / 1e6;
  const times = await profileProgram(workload.program, workload.inputs, backend, budgetMs / 2);
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  const ops = times.map(({ op, instructions, ms }): OpRow => {
    const cost = costs.find((row) => row.op === op);
    const count = cost?.count ?? instructions;
    return { op, count, ms, share: ms / total, gflops: (cost?.flops ?? 0) / ms / 1e6 };
  });
  return {
    task: task.key,
    kind: task.kind,
    title: task.title,
    backend: backend.name,
    build: backend.build,
    precision: backend.precision,
    threads: backend.threads,
    stepsPerRun: task.stepsPerRun,
    ...timing,
    msPerStep: timing.medianMs / task.stepsPerRun,
    mflopPerStep: flops / task.stepsPerRun / 1e6,
    gflops,
    shareOfPeak: gflops / peakGflops,
    memoryBytes,
    check,
    ops: ops.sort((a, b) => b.ms - a.ms),
  };
}
