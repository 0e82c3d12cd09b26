/** `apebench study FILE.json`: all experiments of a file. */

import { readFile } from 'node:fs/promises';
import type { Argv, CommandModule } from 'yargs';
import { UserError } from '../errors.js';
import { pivotMedian, type StudyEntry } from '../study/index.js';
import { fileError } from '../study/store/folder.js';
import { GOES_ON, stopSignal } from './interrupt.js';
import {
  type ComputeArguments,
  computeOptions,
  outputOf,
  outputOptions,
  recomputeEvery,
  recomputeOption,
  requireOptions,
  runOptions,
  wholeNumber,
} from './options.js';
import { SHOWN_STEPS } from './run.js';
import { runShown, summaryData, summaryText } from './study-runner.js';

interface StudyArguments extends ComputeArguments {
  file: string;
  out: string;
  overwrite: boolean;
  'start-seed'?: string;
  'metric-name'?: string;
  'melt-metrics': boolean;
  'melt-loss': boolean;
  'melt-sample-rollouts': boolean;
  'allow-non-finite': boolean;
  'recompute-every'?: string;
  parallel: string;
  json: boolean;
  quiet: boolean;
}

/** Where a JSON text goes wrong, as far as the engine tells. */
function jsonError(text: string, error: unknown): string {
  const message = (error as Error).message;
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message.replace(/ in JSON at position.*/, '')} in line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** The entries of a study file: a JSON list of objects. */
async function readStudyFile(file: string): Promise<Record<string, unknown>[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fileError('read the study file', file, error);
  }
  let entries: unknown;
  try {
    entries = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UserError(`the study file '${file}' is no JSON: ${jsonError(text, error)}`);
  }
  if (!Array.isArray(entries)) {
    throw new UserError(`the study file '${file}' must hold a list of objects: [{…}, …]`);
  }
  if (entries.length === 0) throw new UserError(`the study file '${file}' has no entries`);
  return entries as Record<string, unknown>[];
}

export const studyCommand: CommandModule<object, StudyArguments> = {
  command: 'study <file>',
  describe: 'run all experiments of a JSON file',
  builder: (yargs: Argv) =>
    outputOptions(recomputeOption(computeOptions(yargs)))
      .positional('file', { type: 'string', describe: 'a list of objects', demandOption: true })
      .option('out', { type: 'string', default: 'results', describe: 'folder of the results' })
      .option('overwrite', {
        type: 'boolean',
        default: false,
        describe: 'train also what is there already',
      })
      .option('start-seed', { type: 'string', describe: 'start seed of all experiments' })
      .option('metric-name', {
        type: 'string',
        describe: 'metrics in metrics.csv, separated by commas (default mean_nRMSE)',
      })
      .option('melt-metrics', { type: 'boolean', default: true, describe: 'write metrics.csv' })
      .option('melt-loss', { type: 'boolean', default: true, describe: 'write train_loss.csv' })
      .option('melt-sample-rollouts', {
        type: 'boolean',
        default: false,
        describe: 'write sample_rollout.csv',
      })
      .option('parallel', {
        type: 'string',
        default: '1',
        describe: 'experiments that train at once',
      })
      .option('allow-non-finite', {
        type: 'boolean',
        default: false,
        describe: 'take data that is not finite as it is',
      }) as unknown as Argv<StudyArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['out']);
    const interrupt = stopSignal(GOES_ON);
    const options = {
      ...runOptions(args, interrupt.signal),
      allowNonFinite: args['allow-non-finite'],
      recomputeEvery: recomputeEvery(args['recompute-every']),
      out: args.out,
      overwrite: args.overwrite,
      parallel: wholeNumber('--parallel', args.parallel, 1),
      meltMetrics: args['melt-metrics'],
      meltLoss: args['melt-loss'],
      meltSampleRollouts: args['melt-sample-rollouts'],
      metricNames: args['metric-name']?.split(',').map((name) => name.trim()),
    };
    const startSeed = args['start-seed'];
    const seed =
      startSeed === undefined
        ? {}
        : { start_seed: wholeNumber('--start-seed', startSeed, Number.MIN_SAFE_INTEGER) };
    const entries = (await readStudyFile(args.file)).map((entry) =>
      typeof entry === 'object' && entry !== null && !Array.isArray(entry)
        ? { ...entry, ...seed }
        : entry,
    );
    try {
      const result = await runShown(entries as unknown as StudyEntry[], options, output);
      const { metrics } = result.melted;
      const table =
        metrics?.has('mean_nRMSE') === true
          ? `${await pivotMedian(metrics, { columns: ['scenario', 'net', 'train'], rows: SHOWN_STEPS })}\n\n`
          : '';
      output.result(`${table}${summaryText(result, args.out)}`, summaryData(result));
    } finally {
      interrupt.release();
    }
  },
};
