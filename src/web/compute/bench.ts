/** The bench, as its page wants it: on WASM with all threads and with one, and on a GPU. */

import { availableThreads, type BackendOptions } from '../../backends/index.js';
import { UserError } from '../../errors.js';
import {
  bench,
  contenders,
  experimentTask,
  type Task,
  tasks,
  tasksFor,
} from '../../profiling/index.js';
import type { BenchChoice, BenchEvent, BenchOutcome } from '../bench/bench-protocol.js';
import { readComputeOptions } from './compute-options.js';
import { reportOf } from './error-report.js';

export async function benchForPage(
  choice: BenchChoice,
  signal: AbortSignal,
  watch: (event: BenchEvent) => void,
): Promise<BenchOutcome> {
  try {
    const { backends, software, leftOut } = await contenders(readComputeOptions(choice));
    await bench({
      tasks: await tasksOf(choice, software),
      backends: withOneThread(backends),
      budgetMs: choice.milliseconds,
      signal,
      onBackends: (places) => watch({ kind: 'places', places, leftOut }),
      onTask: ({ key: task, title }, report) => {
        watch(report === null ? { kind: 'measuring', task, title } : { kind: 'measured', report });
      },
    });
    return { kind: 'finished' };
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped' };
    return { kind: 'error', error: reportOf(error) };
  }
}

async function tasksOf({ tasks: kind, experiment }: BenchChoice, software: boolean) {
  if (kind === 'auto') return tasksFor(software);
  if (kind === 'experiment') return [await experimentTask(experiment)];
  const ofSize: Task[] = tasks.filter(({ size }) => size === kind);
  if (ofSize.length > 0) return ofSize;
  throw new UserError('the tasks must be auto, full, small or experiment');
}

/** WASM on all threads comes first; where these are several, on one as well. */
function withOneThread([all, ...others]: readonly BackendOptions[]): BackendOptions[] {
  const one = availableThreads() > 1 ? [{ ...all, threads: 1 }] : [];
  return [all!, ...one, ...others];
}
