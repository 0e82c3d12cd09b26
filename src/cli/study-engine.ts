/** `apebench study FILE --engine slurm` and `--engine-script NAME`: a study that others run. */

import type { Argv } from 'yargs';
import {
  ENGINE_SCRIPTS,
  type EngineScript,
  engineScript,
  expectedSeconds,
  meltWords,
  ownCommand,
  readEngineOptions,
  type SlurmOutcome,
  submitToSlurm,
} from '../engines/index.js';
import { UserError } from '../errors.js';
import type { StudyEntry } from '../study/index.js';
import {
  countLines,
  handOver,
  leftOutLines,
  nothingMissing,
  type Work,
  workIn,
} from './handed-over.js';
import type { LocalStudyOptions, LocalStudyResult } from './local-study.js';
import { refuseBeside } from './options.js';
import type { Output } from './output.js';
import { queueOptions } from './queue-options.js';
import { type QueueArguments, runByQueue } from './study-queue.js';

export interface EngineArguments extends QueueArguments {
  engine: 'local' | 'slurm' | 'bullmq';
  'engine-option'?: string | string[];
  'engine-script'?: EngineScript;
  out: string;
  overwrite: boolean;
  parallel?: string;
  threads?: string;
}

/** Taken by `study`. */
export function engineOptions<T>(yargs: Argv<T>) {
  return queueOptions(yargs)
    .option('wait', {
      type: 'boolean',
      default: false,
      describe: 'with --engine bullmq, stay until all is done',
    })
    .option('engine', {
      type: 'string',
      choices: ['local', 'slurm', 'bullmq'] as const,
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
  if (args.engine !== 'bullmq') {
    if (args.redis !== undefined) throw new UserError('--redis is for --engine bullmq');
    if (args.wait) throw new UserError('--wait is for --engine bullmq');
  } else if (args['engine-option'] !== undefined) {
    throw new UserError('--engine-option is for --engine slurm and --engine-script');
  }
  if (args.engine !== 'local' || args['engine-script'] !== undefined) return true;
  if (args['engine-option'] === undefined) return false;
  throw new UserError('--engine-option is for --engine slurm and --engine-script');
}

function outcomeText(outcome: SlurmOutcome, work: Work, folder: string): string {
  const { arrays, submitted, onTheirWay, melt, submission } = outcome;
  const lines = leftOutLines(work, onTheirWay.length);
  if (submission !== undefined) {
    const tasks = arrays.reduce((sum, array) => sum + array.tasks, 0);
    const as = `submitted as ${tasks} ${tasks === 1 ? 'task' : 'tasks'}:`;
    lines.push(...countLines(submitted.length, as));
    for (const { id, tasks: count, offset } of arrays) {
      lines.push(`  job ${id}: tasks ${offset} to ${offset + count - 1}`);
    }
    lines.push(`  job ${melt}: melts ${folder} when all have ended`);
    lines.push(`${submission} has the lines of the manifest that each task runs`);
  } else if (onTheirWay.length === 0 && work.failed.length === 0) {
    lines.push(nothingMissing(folder));
  }
  return lines.join('\n');
}

/**
 * Hands a study over: makes its manifest, and submits what is missing or prints a script. The result is
 * undefined, unless it is waited for. Throws a `UserError` for options that mean nothing then.
 */
export async function runByOthers(
  args: EngineArguments,
  entries: readonly StudyEntry[],
  { retryFailed, ...options }: LocalStudyOptions,
  output: Output,
): Promise<LocalStudyResult | undefined> {
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
  if (engine === 'bullmq') return runByQueue(args, entries, { retryFailed, ...options }, output);
  const engineOptions = readEngineOptions(args['engine-option']);
  const { study, manifest } = await handOver(entries, options, output);
  const { store, keyed } = study;
  const common = { store, manifest, options: engineOptions, command: ownCommand() };
  const melt = (folder: string) => meltWords(folder, options);
  if (script !== undefined) {
    const text = engineScript(script, { ...common, melt });
    output.result(text.trimEnd(), { manifest: store.pathOf(manifest.path), script: text });
    return undefined;
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
  return undefined;
}
