/** `apebench bench`: what each step costs on this machine. */

import { cpus } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { createBackend } from '../backends/index.js';
import { type BenchResult, benchTask, peakOf, tasks } from '../bench/index.js';
import { loadCore } from '../core/index.js';
import { unknownName } from '../errors.js';
import { VERSION } from '../version.js';
import {
  type ComputeArguments,
  computeOptions,
  outputOf,
  outputOptions,
  runOptions,
  wholeNumber,
} from './options.js';

interface BenchArguments extends ComputeArguments {
  tasks?: string;
  milliseconds: string;
  json: boolean;
  quiet: boolean;
}

/** Tasks by key, and all of a kind by the kind's name. */
function wanted(given: string | undefined) {
  if (given === undefined) return tasks;
  const names = given.split(',').map((name) => name.trim());
  const known = [...tasks.flatMap(({ key, kind }) => [kind, key])];
  for (const name of names) {
    if (!known.includes(name)) throw unknownName('task', name, [...new Set(known)]);
  }
  return tasks.filter(({ key, kind }) => names.includes(key) || names.includes(kind));
}

const three = (x: number) => (x >= 1000 ? x.toFixed(0) : x.toPrecision(3));
const percent = (x: number) => `${(100 * x).toFixed(x < 0.1 ? 1 : 0)} %`;

/** Rows in columns; the first one flush left, the others flush right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
}

function text(results: readonly BenchResult[], peakGflops: number): string {
  const summary = [
    ['task', 'ms/step', 'MFLOP', 'GFLOP/s', 'of peak', 'MiB'],
    ...results.map((r) => [
      r.task,
      three(r.msPerStep),
      three(r.mflopPerStep),
      three(r.gflops),
      percent(r.shareOfPeak),
      three(r.memoryBytes / 2 ** 20),
    ]),
  ];
  const [{ threads, build, precision }] = results;
  const cores = threads === 1 ? 'one thread' : `${threads} threads`;
  const lines = [
    `${cores} of ${cpus()[0]?.model ?? 'an unknown processor'}, wasm ${build}, ${precision}`,
    `measured peak of multiplications and additions: ${three(peakGflops)} GFLOP/s in f32`,
    '',
    ...table(summary),
    'Convolutions count as direct sums; Winograd needs less arithmetic, so it may pass 100 %.',
  ];
  for (const { task, title, stepsPerRun, ops, check } of results) {
    lines.push('', `${task}: ${title}`);
    if (check && !check.matches) {
      lines.push(`WRONG: ${check.name} is ${check.value}, not ${check.expected}`);
    }
    const rows = ops.map(({ op, count, ms, share, gflops }) => [
      `  ${op}`,
      three(count / stepsPerRun),
      three(ms / stepsPerRun),
      percent(share),
      gflops > 0 ? three(gflops) : '',
    ]);
    lines.push(...table([['  op, on one thread', 'per step', 'ms', 'share', 'GFLOP/s'], ...rows]));
  }
  return lines.join('\n');
}

export const benchCommand: CommandModule<object, BenchArguments> = {
  command: 'bench',
  describe: 'what each step costs on this machine',
  builder: (yargs: Argv) =>
    outputOptions(computeOptions(yargs))
      .option('tasks', {
        type: 'string',
        describe: `some of ${tasks.map(({ key }) => key).join(', ')}, or training, rollout, solver`,
      })
      .option('milliseconds', {
        type: 'string',
        default: '1000',
        describe: 'how long to measure each task',
      }) as unknown as Argv<BenchArguments>,
  handler: async (args) => {
    const chosen = wanted(args.tasks);
    const budgetMs = wholeNumber('--milliseconds', args.milliseconds, 1);
    const output = outputOf(args);
    await loadCore();
    const { backend: _, ...options } = runOptions(args);
    const backend = await createBackend(options);
    try {
      const peakGflops = await peakOf(backend);
      const results: BenchResult[] = [];
      for (const task of chosen) {
        output.note(`${task.key}: ${task.title}`);
        results.push(await benchTask(task, backend, peakGflops, budgetMs));
      }
      output.result(text(results, peakGflops), {
        version: VERSION,
        node: process.versions.node,
        processor: cpus()[0]?.model ?? null,
        threads: backend.threads,
        peakGflops,
        results,
      });
      const wrong = results.filter(({ check }) => check?.matches === false);
      if (wrong.length > 0) {
        throw new Error(`wrong numbers in ${wrong.map(({ task }) => task).join(', ')}`);
      }
    } finally {
      await backend.dispose();
    }
  },
};
