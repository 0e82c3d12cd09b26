/**
 * Measures what the package's work costs on the backends of this machine, side by side: time,
 * arithmetic, memory, and how far their results are apart. Works in Node and in a page.
 */

import { type BackendOptions, createBackend, measurePeak } from '../backends/index.js';
import { loadCore } from '../core/index.js';
import { benchTask, type Contender } from './bench-task.js';
import type { BackendFacts, BenchReport, TaskReport } from './report.js';
import type { Task } from './task.js';

export { type Contenders, contenders } from './contenders.js';
export type { Distance } from './distance.js';
export { experimentTask } from './experiment-task.js';
export { seedsTask } from './full-tasks.js';
export { Prepared, summarise, type Timing } from './measure.js';
export type {
  BackendFacts,
  BackendRow,
  BenchReport,
  OpDistance,
  OpTimeRow,
  TaskReport,
} from './report.js';
export type { Task } from './task.js';
export { tasks, tasksFor } from './tasks.js';
export { agrees, type Check, type Workload } from './workload.js';

export interface BenchOptions {
  tasks: readonly Task[];
  /** See `contenders`. */
  backends: readonly BackendOptions[];
  /** Milliseconds for which each task is measured on each backend; 1000 by default. */
  budgetMs?: number;
  /** Also takes the times of the ops on WASM, which blocks this thread. */
  profile?: boolean;
  /** Stops between two backends; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
  /** Called before anything else is measured. */
  onBackends?: (backends: readonly BackendFacts[]) => void;
  /** Called before and after each task. */
  onTask?: (task: Task, report: TaskReport | null) => void;
}

/** Measures tasks on backends, of which the first is what the others are compared with. */
export async function bench(options: BenchOptions): Promise<BenchReport> {
  const { tasks, backends, budgetMs = 1000, profile = false, signal, onBackends, onTask } = options;
  await loadCore();
  const rivals: Contender[] = [];
  for (const one of backends) rivals.push({ options: one, facts: await factsOf(one) });
  const report: BenchReport = { backends: rivals.map(({ facts }) => facts), tasks: [] };
  onBackends?.(report.backends);
  for (const task of tasks) {
    onTask?.(task, null);
    const measured = await benchTask(task, rivals, { budgetMs, profile, signal });
    report.tasks.push(measured);
    onTask?.(task, measured);
  }
  return report;
}

async function factsOf(options: BackendOptions): Promise<BackendFacts> {
  const backend = await createBackend(options);
  try {
    const { name, build, precision, threads } = backend;
    const peakGflops = (await measurePeak(backend)) / 1e9;
    return { backend: name, build, precision, threads, peakGflops };
  } finally {
    await backend.dispose();
  }
}
