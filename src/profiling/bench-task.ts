/** One task on all backends: each is started anew, measured, and compared with the first. */

import {
  type Backend,
  type BackendOptions,
  createBackend,
  profileProgram,
} from '../backends/index.js';
import { costOf, type OpCost, type SingleOp, singleOps } from '../graph/index.js';
import { distance, farther } from './distance.js';
import { Prepared, summarise } from './measure.js';
import { opDistances, opOutputs } from './op-outputs.js';
import type { BackendFacts, BackendRow, OpTimeRow, TaskReport } from './report.js';
import type { Task } from './task.js';
import { agrees, type Workload } from './workload.js';

export interface Contender {
  options: BackendOptions;
  facts: BackendFacts;
}

export interface BenchTaskOptions {
  /** Milliseconds that a measurement takes, apart from what comes before it. */
  budgetMs: number;
  /** Also takes the times of the ops on WASM. It blocks this thread for half of `budgetMs`. */
  profile: boolean;
  signal?: AbortSignal;
}

/** What is kept of a backend to compare others with. */
interface Outcome {
  row: BackendRow;
  results: Float64Array[];
  opOutputs: Float64Array[][];
}

export async function benchTask(
  task: Task,
  contenders: readonly Contender[],
  { budgetMs, profile, signal }: BenchTaskOptions,
): Promise<TaskReport> {
  const workload = await task.build();
  const costs = costOf(workload.program);
  const total = (of: (cost: OpCost) => number) => costs.reduce((sum, cost) => sum + of(cost), 0);
  const elementBytes = contenders[0].facts.precision === 'f64' ? 8 : 4;
  const report: TaskReport = {
    task: task.key,
    kind: task.kind,
    title: task.title,
    stepsPerRun: task.stepsPerRun,
    runs: task.runs,
    mflopPerStep: total(({ flops }) => flops) / task.stepsPerRun / 1e6,
    mbPerStep: (elementBytes * total(({ traffic }) => traffic)) / task.stepsPerRun / 1e6,
    rows: [],
    ops: null,
  };
  const ops = contenders.length > 1 ? singleOps(workload.program) : [];
  let first: Outcome | null = null;
  for (const contender of contenders) {
    signal?.throwIfAborted();
    const outcome = await measureOn(contender, task, workload, report, ops, budgetMs);
    report.rows.push(first ? compared(outcome, first, ops) : outcome.row);
    first ??= outcome;
  }
  const wasm = contenders.find(({ facts }) => facts.backend === 'wasm');
  if (profile && wasm) report.ops = await opTimes(workload, wasm.facts, budgetMs / 2);
  return report;
}

async function measureOn(
  { options, facts }: Contender,
  task: Task,
  workload: Workload,
  { stepsPerRun, mflopPerStep, mbPerStep }: TaskReport,
  ops: readonly SingleOp[],
  budgetMs: number,
): Promise<Outcome> {
  const start = performance.now();
  const backend = await createBackend(options);
  try {
    const prepared = await Prepared.on(backend, workload);
    const { executable } = prepared;
    await prepared.run(1);
    const firstRunMs = performance.now() - start;
    if (task.runs > 1) await prepared.run(task.runs - 1);
    const check = await checkOf(task, prepared);
    const results: Float64Array[] = [];
    for (const name of workload.results) results.push(await executable.read(name));
    const timing = summarise(await prepared.times(budgetMs));
    const memoryBytes = await executable.memoryBytes();
    await executable.dispose();
    const msPerStep = timing.medianMs / stepsPerRun;
    const gflops = mflopPerStep / msPerStep;
    const row: BackendRow = {
      backend: facts.backend,
      ...timing,
      msPerStep,
      gflops,
      shareOfPeak: gflops / facts.peakGflops,
      gbPerSecond: mbPerStep / msPerStep,
      dispatchesPerStep:
        executable.dispatches === null ? null : executable.dispatches / stepsPerRun,
      firstRunMs,
      memoryBytes,
      check,
      distance: null,
      opDistances: null,
    };
    return { row, results, opOutputs: await opOutputs(backend, ops) };
  } finally {
    await backend.dispose();
  }
}

async function checkOf({ check }: Task, { executable }: Prepared): Promise<BackendRow['check']> {
  if (!check) return null;
  const { name, value: expected, digits, read } = check;
  const value = await read(executable);
  return { name, value, expected, matches: agrees(value, expected, digits) };
}

function compared(outcome: Outcome, first: Outcome, ops: readonly SingleOp[]): BackendRow {
  const apart = outcome.results.map((result, i) => distance(first.results[i], result));
  return {
    ...outcome.row,
    distance: apart.reduce(farther),
    opDistances: opDistances(ops, first.opOutputs, outcome.opOutputs),
  };
}

async function opTimes(
  { program, inputs }: Workload,
  facts: Pick<Backend, 'precision' | 'build'>,
  budgetMs: number,
): Promise<OpTimeRow[]> {
  const times = await profileProgram(program, inputs, facts, budgetMs);
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  const rows = times.map(
    ({ op, count, flops, ms }): OpTimeRow => ({
      op,
      count,
      ms,
      share: ms / total,
      gflops: flops / ms / 1e6,
    }),
  );
  return rows.sort((a, b) => b.ms - a.ms);
}
