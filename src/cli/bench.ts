/**
 * `apebench bench`: what each step costs on the backends of this machine, and how far their results
 * are apart.
 */

import { cpus } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { unknownName } from '../errors.js';
import { runtimeText } from '../platform/runtime.js';
import {
  type BenchReport,
  bench,
  contenders,
  type Task,
  tasks,
  tasksFor,
} from '../profiling/index.js';
import { VERSION } from '../version.js';
import { benchText } from './bench-text.js';
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

/** The names in `--tasks`. */
function readNames(given: string): string[] {
  const names = given.split(',').map((name) => name.trim());
  const known = new Set(tasks.flatMap(({ key, kind, size }) => [kind, size, key]));
  for (const name of names) {
    if (!known.has(name)) throw unknownName('task', name, [...known]);
  }
  return names;
}

/**
 * The tasks of these keys, all of these sizes, and of these kinds those that are measured by
 * default.
 */
function tasksOf(names: readonly string[], software: boolean): Task[] {
  const usual = tasksFor(software);
  return tasks.filter(
    (task) =>
      names.includes(task.key) ||
      names.includes(task.size) ||
      (names.includes(task.kind) && usual.includes(task)),
  );
}

/** Throws where a result is not what it must be. */
function requireRight({ tasks }: BenchReport): void {
  const wrong = tasks.flatMap(({ task, rows }) =>
    rows.flatMap(({ backend, check }) =>
      check && !check.matches
        ? [`${task} on ${backend}: ${check.name} is ${check.value}, not ${check.expected}`]
        : [],
    ),
  );
  if (wrong.length > 0) throw new Error(`wrong numbers: ${wrong.join('; ')}`);
}

export const benchCommand: CommandModule<object, BenchArguments> = {
  command: 'bench',
  describe: 'what each step costs, on WASM and GPU, and how far their results are apart',
  builder: (yargs: Argv) =>
    outputOptions(computeOptions(yargs))
      .describe(
        'backend',
        'WASM and a GPU if there is one; WASM alone; WASM and a GPU, also one in software',
      )
      .option('tasks', {
        type: 'string',
        describe: `some of ${tasks.map(({ key }) => key).join(', ')}, or training, rollout, solver, full, small (full by default, small with a GPU in software)`,
      })
      .option('milliseconds', {
        type: 'string',
        default: '1000',
        describe: 'how long to measure each task',
      }) as unknown as Argv<BenchArguments>,
  handler: async (args) => {
    const names = args.tasks === undefined ? null : readNames(args.tasks);
    const budgetMs = wholeNumber('--milliseconds', args.milliseconds, 1);
    const output = outputOf(args);
    const { backends, software, leftOut } = await contenders(runOptions(args));
    if (leftOut) output.note(`WASM alone: ${leftOut}`);
    const report = await bench({
      tasks: names ? tasksOf(names, software) : tasksFor(software),
      backends,
      budgetMs,
      profile: true,
      onTask: ({ key, title }, done) => {
        if (!done) output.note(`${key}: ${title}`);
      },
    });
    const processor = cpus()[0]?.model ?? null;
    output.result(`${processor ?? 'an unknown processor'}\n${benchText(report)}`, {
      version: VERSION,
      runtime: runtimeText(),
      processor,
      leftOut,
      ...report,
    });
    requireRight(report);
  },
};
