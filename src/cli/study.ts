/** `apebench study FILE.json`: all experiments of a file. */

import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Argv, CommandModule } from 'yargs';
import { parseJson, plain } from '../config/index.js';
import { on, UserError } from '../errors.js';
import { shownErrors } from '../report/index.js';
import type { StudyEntry } from '../study/index.js';
import { fileError } from '../study/store/folder.js';
import { GOES_ON, stopSignal } from './interrupt.js';
import { failuresText, runLocalStudy } from './local-study.js';
import { type MeltArguments, meltOptions, meltOptionsOf } from './melt-options.js';
import {
  ALLOW_NON_FINITE,
  CHECKPOINT_SECONDS,
  type ComputeArguments,
  checkpointSeconds,
  computeOptions,
  digestEvery,
  digestOption,
  outputOf,
  outputOptions,
  recomputeEvery,
  recomputeOption,
  requireOptions,
  runOptions,
  wholeNumber,
} from './options.js';
import { type EngineArguments, engineOptions, isForOthers, runByOthers } from './study-engine.js';
import { studyExportCommand } from './study-export.js';
import { studyMeltCommand } from './study-melt.js';
import { summaryData, summaryText } from './study-runner.js';
import { studyStatusCommand } from './study-status.js';

interface StudyArguments extends ComputeArguments, EngineArguments, MeltArguments {
  file: string;
  out: string;
  overwrite: boolean;
  'start-seed'?: string;
  'split-seeds': boolean;
  'allow-non-finite': boolean;
  'recompute-every'?: string;
  'digest-every'?: string;
  'checkpoint-seconds'?: string;
  parallel?: string;
  'retry-failed': boolean;
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
    throw on('studies', new UserError(`${called}: ${error.message}`));
  }
  if (!Array.isArray(entries)) {
    throw on('studies', new UserError(`${called} must hold a list of objects: [{…}, …]`));
  }
  if (entries.length === 0) throw on('studies', new UserError(`${called} has no entries`));
  return entries as Record<string, unknown>[];
}

export const studyCommand: CommandModule<object, StudyArguments> & {
  readonly subcommands: readonly CommandModule[];
} = {
  subcommands: [
    studyStatusCommand,
    studyMeltCommand,
    studyExportCommand,
  ] as unknown as CommandModule[],
  command: 'study <file>',
  describe: 'run all experiments of a JSON file',
  builder: (yargs: Argv) =>
    meltOptions(outputOptions(engineOptions(digestOption(recomputeOption(computeOptions(yargs))))))
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
      .option('split-seeds', {
        type: 'boolean',
        default: false,
        describe: 'an experiment for each seed, in place of one for all seeds of an entry',
      })
      .option('parallel', {
        type: 'string',
        describe: 'experiments that train at once (as many as are fastest by default)',
      })
      .option('retry-failed', {
        type: 'boolean',
        default: false,
        describe: 'try again what failed before, too',
      })
      .option('checkpoint-seconds', CHECKPOINT_SECONDS)
      .option('allow-non-finite', ALLOW_NON_FINITE) as unknown as Argv<StudyArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['out']);
    const interrupt = stopSignal(GOES_ON);
    const options = {
      ...runOptions(args, interrupt.signal),
      allowNonFinite: args['allow-non-finite'],
      recomputeEvery: recomputeEvery(args['recompute-every']),
      digestEvery: digestEvery(args['digest-every']),
      checkpointSeconds: checkpointSeconds(args['checkpoint-seconds']),
      out: args.out,
      overwrite: args.overwrite,
      parallel:
        args.parallel === undefined ? undefined : wholeNumber('--parallel', args.parallel, 1),
      retryFailed: args['retry-failed'],
      splitSeeds: args['split-seeds'],
      ...meltOptionsOf(args),
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
      const study = entries as unknown as StudyEntry[];
      const result = isForOthers(args)
        ? await runByOthers(args, study, options, output)
        : await runLocalStudy(study, options, output);
      if (result === undefined) return;
      const { melted, failures } = result;
      const table = await shownErrors(melted.metrics);
      const failed = failures.map(({ name, error, exitCode }) => ({ name, error, exitCode }));
      output.result(`${table}${summaryText(result, args.out)}`, {
        ...summaryData(result),
        failed,
      });
      for (const line of failuresText(result, args.out)) output.warn(line);
      if (failures.length > 0) process.exitCode = 1;
    } finally {
      interrupt.release();
    }
  },
};
