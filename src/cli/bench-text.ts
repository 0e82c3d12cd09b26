/** What a bench has found, as text. */

import type {
  BackendRow,
  BenchReport,
  OpDistance,
  OpTimeRow,
  TaskReport,
} from '../profiling/index.js';
import { columns } from './columns.js';

const three = (x: number) => (x >= 1000 ? x.toFixed(0) : x.toPrecision(3));
const percent = (x: number) => `${(100 * x).toFixed(x < 0.1 ? 1 : 0)} %`;
const tiny = (x: number) => (x === 0 ? '0' : x.toExponential(1));
const ulps = (x: number) => (x < 10 ? x.toFixed(1) : x.toFixed(0));

export function benchText({ backends, tasks }: BenchReport): string {
  const facts = backends.map(({ backend, build, precision, threads, peakGflops }) => {
    const cores =
      backend === 'wasm' ? `, ${threads === 1 ? 'one thread' : `${threads} threads`}` : '';
    return [
      `${backend}:`,
      `${build}, ${precision}${cores}; measured peak ${three(peakGflops)} GFLOP/s`,
    ];
  });
  const lines = [...columns(facts, [0, 1]), '', ...summary(tasks)];
  lines.push(
    'First: from nothing to the end of the first run. MB: what the ops of a step read and write, inputs and outputs once each.',
    'Convolutions count as direct sums; Winograd needs less arithmetic, so it may pass 100 %.',
  );
  if (backends.length > 1) lines.push('', ...distances(tasks));
  for (const { task, title, stepsPerRun, ops } of tasks) {
    if (ops) lines.push('', `${task}: ${title}`, ...opTimes(ops, stepsPerRun));
  }
  return lines.join('\n');
}

function summary(tasks: readonly TaskReport[]): string[] {
  const heads = [
    'ms/step',
    'MFLOP',
    'GFLOP/s',
    'of peak',
    'MB',
    'GB/s',
    'dispatches',
    'first ms',
    'MiB',
  ];
  const line = (task: TaskReport, row: BackendRow, i: number) => [
    i === 0 ? task.task : '',
    row.backend,
    three(row.msPerStep),
    three(task.mflopPerStep),
    three(row.gflops),
    percent(row.shareOfPeak),
    three(task.mbPerStep),
    three(row.gbPerSecond),
    row.dispatchesPerStep === null ? '' : three(row.dispatchesPerStep),
    row.firstRunMs.toFixed(0),
    three(row.memoryBytes / 2 ** 20),
  ];
  const rows = tasks.flatMap((task) => task.rows.map((row, i) => line(task, row, i)));
  return columns([['task', 'on', ...heads], ...rows], [0, 1]);
}

function distances(tasks: readonly TaskReport[]): string[] {
  const rows = tasks.flatMap(({ task, runs, stepsPerRun, rows }) =>
    rows.flatMap(({ distance, opDistances }) => {
      if (!distance || !opDistances) return [];
      const steps = runs * stepsPerRun;
      const line = (what: string, { relative, ulp }: Pick<OpDistance, 'relative' | 'ulp'>) => [
        what,
        tiny(relative),
        ulps(ulp),
      ];
      return [
        line(`${task}, ${steps} steps`, distance),
        ...opDistances.map((op) => line(`  ${op.op}`, op)),
      ];
    }),
  );
  return [
    'Largest difference between the backends, as a part of the largest number, and in its units in the last place (ulp):',
    'of the result, and of each op by itself.',
    ...columns([['', 'relative', 'ulp'], ...rows]),
  ];
}

function opTimes(ops: readonly OpTimeRow[], stepsPerRun: number): string[] {
  const rows = ops.map(({ op, count, ms, share, gflops }) => [
    `  ${op}`,
    three(count / stepsPerRun),
    three(ms / stepsPerRun),
    percent(share),
    gflops > 0 ? three(gflops) : '',
  ]);
  return columns([['  op, on one thread of WASM', 'per step', 'ms', 'share', 'GFLOP/s'], ...rows]);
}
