/** `apebench study FILE.json`: all experiments of a file. */

import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Argv, CommandModule } from 'yargs';
import { parseJson, plain } from '../config/index.js';
import { UserError } from '../errors.js';
import { shownErrors } from '../report/index.js';
import type { StudyEntry } from '../study/index.js';
import { fileError } from '../study/store/folder.js';
import { GOES_ON, stopSignal } from './interrupt.js';
import {
  ALLOW_NON_FINITE,
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

/** What names standard input, and what messages call it. */
const STDIN = '-';

const contentsOf = (file: string): Promise<string> =>
  file === STDIN ? text(process.stdin) : readFile(file, 'utf8');

/** The entries of a study file: a JSON list of objects. */
async function readStudyFile(file: string): Promise<Record<string, unknown>[]> {
  const called = file === STDIN ? 'the study on standard input' : `the study file '${file}'`;
  let json: string;
  try {
    json = await contentsOf(file);
  } catch (error) {
    throw fileError('read the study file', file, error);
  }
  let entries: unknown;
  try {
    entries = plain(parseJson(json.replace(/^\ufeff/, '')));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${called}: ${error.message}`);
  }
  if (!Array.isArray(entries)) {
    throw new UserError(`${called} must hold a list of objects: [{…}, …]`);
  }
  if (entries.length === 0) throw new UserError(`${called} has no entries`);
  return entries as Record<string, unknown>[];
}

export const studyCommand: CommandModule<object, StudyArguments> = {
  command: 'study <file>',
  describe: 'run all experiments of a JSON file',
  builder: (yargs: Argv) =>
    outputOptions(recomputeOption(computeOptions(yargs)))
      .positional('file', {
        type: 'string',
        describe: 'a list of objects, or - for standard input',
        demandOption: true,
      })
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
      .option('allow-non-finite', ALLOW_NON_FINITE) as unknown as Argv<StudyArguments>,
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
      const table = await shownErrors(result.melted.metrics);
      output.result(`${table}${summaryText(result, args.out)}`, summaryData(result));
    } finally {
      interrupt.release();
    }
  },
};
