/** `apebench study FILE --engine slurm` and `--engine-script NAME`: a study that others run. */

import type { Argv } from 'yargs';
import {
  ENGINE_SCRIPTS,
  type EngineScript,
  engineScript,
  expectedSeconds,
  ownCommand,
  readEngineOptions,
  type SlurmOutcome,
  submitToSlurm,
} from '../engines/index.js';
import { UserError } from '../errors.js';
import {
  type Manifest,
  namesByKey,
  prepareStudy,
  readFailures,
  type Store,
  type StudyEntry,
  type StudyOptions,
  standingOf,
  writeManifest,
} from '../study/index.js';
import type { LocalStudyOptions } from './local-study.js';
import { refuseBeside } from './options.js';
import type { Output } from './output.js';
import { loadedPlugins } from './plugins.js';

export interface EngineArguments {
  engine: 'local' | 'slurm';
  'engine-option'?: string | string[];
  'engine-script'?: EngineScript;
  out: string;
  overwrite: boolean;
  parallel?: string;
  threads?: string;
}

/** Taken by `study`. */
export function engineOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('engine', {
      type: 'string',
      choices: ['local', 'slurm'] as const,
      default: 'local' as const,
      describe: 'who runs the experiments',
    })
    .option('engine-option', {
      type: 'string',
      array: false,
      describe: 'what the engine is told, as NAME=VALUE; may be given several times',
    })
    .option('engine-script', {
      type: 'string',
      choices: ENGINE_SCRIPTS,
      describe: 'print what another engine is to be given',
    });
}

/** Whether the experiments are run by others than this machine's own processes. */
export function isForOthers(args: EngineArguments): boolean {
  if (args.engine !== 'local' || args['engine-script'] !== undefined) return true;
  if (args['engine-option'] === undefined) return false;
  throw new UserError('--engine-option is for --engine slurm and --engine-script');
}

/** What is to be run of a manifest, and what is not. */
interface Work {
  readonly lines: readonly number[];
  readonly done: number;
  /** Names of those that have failed before, and are left out. */
  readonly failed: readonly string[];
}

/** The files of results are read: what is submitted is all that is not whole. */
async function workIn(store: Store, manifest: Manifest, retryFailed: boolean): Promise<Work> {
  const names = await namesByKey(store);
  const failures = await readFailures(store);
  const lines: number[] = [];
  const failed: string[] = [];
  let done = 0;
  for (const [line, { key, name }] of manifest.entries.entries()) {
    const there = names.get(key);
    if (there !== undefined && (await standingOf(store, there)).kind === 'whole') done++;
    else if (!retryFailed && failures.get(name)?.key === key) failed.push(name);
    else lines.push(line);
  }
  return { lines, done, failed };
}

/** The words that melt a store as the study would. */
const meltWords = (folder: string, options: StudyOptions): string[] => [
  ...['study', 'melt', folder],
  ...(options.meltMetrics === false ? ['--no-melt-metrics'] : []),
  ...(options.meltLoss === false ? ['--no-melt-loss'] : []),
  ...(options.meltSampleRollouts ? ['--melt-sample-rollouts'] : []),
  ...(options.metricNames ? ['--metric-name', options.metricNames.join(',')] : []),
];

const experiments = (count: number): string =>
  `${count} ${count === 1 ? 'experiment' : 'experiments'}`;

function outcomeText(outcome: SlurmOutcome, { done, failed }: Work, folder: string): string {
  const { arrays, submitted, onTheirWay, melt, submission } = outcome;
  const lines: string[] = [];
  const say = (count: number, what: string) => {
    if (count > 0) lines.push(`${experiments(count)} ${what}`);
  };
  say(done, 'done before');
  say(onTheirWay.length, 'queued or running already: not submitted again');
  say(failed.length, 'failed before: not submitted (--retry-failed does)');
  for (const name of failed) lines.push(`  ${name}`);
  if (submission !== undefined) {
    const tasks = arrays.reduce((sum, array) => sum + array.tasks, 0);
    say(submitted.length, `submitted as ${tasks} ${tasks === 1 ? 'task' : 'tasks'}:`);
    for (const { id, tasks: count, offset } of arrays) {
      lines.push(`  job ${id}: tasks ${offset} to ${offset + count - 1}`);
    }
    lines.push(`  job ${melt}: melts ${folder} when all have ended`);
    lines.push(`${submission} has the lines of the manifest that each task runs`);
  } else if (onTheirWay.length === 0 && failed.length === 0) {
    lines.push(`Nothing is missing; apebench study melt ${folder} melts what is there`);
  }
  return lines.join('\n');
}

/**
 * Hands a study over: makes its manifest, and submits what is missing or prints a script. Throws a
 * `UserError` for options that mean nothing then.
 */
export async function runByOthers(
  args: EngineArguments,
  entries: readonly StudyEntry[],
  { retryFailed, ...options }: LocalStudyOptions,
  output: Output,
): Promise<void> {
  const { engine, 'engine-script': script } = args;
  if (script !== undefined && engine !== 'local') {
    throw new UserError("--engine-script can't stand beside --engine");
  }
  const called = script === undefined ? 'engine' : 'engine-script';
  refuseBeside(called, args, ['threads', 'parallel']);
  if (args.overwrite) {
    throw new UserError(
      `--overwrite can't stand beside --${called}: what is there and whole is not made again; to have ` +
        'it made again, remove it',
    );
  }
  const engineOptions = readEngineOptions(args['engine-option']);
  const plugins = loadedPlugins();
  const { store, keyed } = await prepareStudy(entries, {
    ...options,
    plugins: plugins.map(({ sha256 }) => sha256),
    onEvent: (event) => event.kind === 'notice' && output.note(`${event.name}:\n  ${event.notice}`),
  });
  const manifest = await writeManifest(store, keyed, { ...options, plugins });
  const common = { store, manifest, options: engineOptions, command: ownCommand() };
  const melt = (folder: string) => meltWords(folder, options);
  if (script !== undefined) {
    const text = engineScript(script, { ...common, melt });
    output.result(text.trimEnd(), { manifest: store.pathOf(manifest.path), script: text });
    return;
  }
  let work: Work = { lines: [], done: 0, failed: [] };
  const outcome = await submitToSlurm({
    ...{ ...common, melt },
    missing: async () => {
      work = await workIn(store, manifest, retryFailed);
      return work.lines;
    },
    secondsOf: () => expectedSeconds(store, keyed),
  });
  const { arrays, submission } = outcome;
  output.result(outcomeText(outcome, work, args.out), {
    manifest: store.pathOf(manifest.path),
    ...{ submission, arrays, melt: outcome.melt, done: work.done, failed: work.failed },
    submitted: outcome.submitted.length,
    onTheirWay: outcome.onTheirWay.length,
  });
}
