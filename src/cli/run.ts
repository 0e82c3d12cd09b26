/** `apebench run`: one experiment, with the files of a study of one entry. */

import type { Argv, CommandModule } from 'yargs';
import type { RunOptions } from '../experiment/index.js';
import { shownErrors, shownMetric } from '../report/index.js';
import {
  type Experiment,
  loadTable,
  meltMetrics,
  metricNames,
  openStore,
  readExperiment,
  type StudyEntry,
} from '../study/index.js';
import { GOES_ON, stopSignal } from './interrupt.js';
import {
  ALLOW_NON_FINITE,
  CHECKPOINT_SECONDS,
  type ComputeArguments,
  checkpointSeconds,
  computeOptions,
  digestEvery,
  digestOption,
  namingFlags,
  outputOf,
  outputOptions,
  readEntrySet,
  recomputeEvery,
  recomputeOption,
  requireOptions,
  runOptions,
  setOption,
  wholeNumber,
} from './options.js';
import { runShown, summaryData, summaryText } from './study-runner.js';

interface RunArguments extends ComputeArguments {
  scenario: string;
  task: string;
  net: string;
  train: string;
  'start-seed': string;
  'num-seeds': string;
  set?: string | string[];
  out: string;
  overwrite: boolean;
  'allow-non-finite': boolean;
  'recompute-every'?: string;
  'digest-every'?: string;
  'checkpoint-seconds'?: string;
  json: boolean;
  quiet: boolean;
}

const OWN_KEYS = ['scenario', 'task', 'net', 'train', 'start_seed', 'num_seeds'];

/** Reads the entry before anything is written, and says which flag is wrong. */
export function readFlags(entry: StudyEntry, options: RunOptions): Promise<Experiment> {
  return namingFlags(OWN_KEYS, () => readExperiment(entry, options));
}

/** The errors of one experiment, whatever else stands in the folder; nothing without a metric. */
async function errorsOf(name: string, out: string): Promise<string> {
  const isError = (column: string) => !/^(aux|sample_rollout|train_loss)_/.test(column);
  const wide = (await loadTable(openStore(out), name, isError))!;
  const shown = shownMetric(metricNames(wide));
  return shown === undefined ? '' : shownErrors(await meltMetrics(wide, shown));
}

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run',
  describe: 'train and test one network',
  builder: (yargs: Argv) =>
    outputOptions(digestOption(recomputeOption(computeOptions(setOption(yargs)))))
      .option('scenario', { type: 'string', describe: 'see `list scenarios`' })
      .option('task', { type: 'string', default: 'predict' })
      .option('net', { type: 'string', default: 'Conv;34;10;relu' })
      .option('train', { type: 'string', default: 'one' })
      .option('start-seed', { type: 'string', default: '0' })
      .option('num-seeds', { type: 'string', default: '1' })
      .option('out', { type: 'string', default: 'results', describe: 'folder of the results' })
      .option('overwrite', {
        type: 'boolean',
        default: false,
        describe: 'train also what is there already',
      })
      .option('checkpoint-seconds', CHECKPOINT_SECONDS)
      .option('allow-non-finite', ALLOW_NON_FINITE) as unknown as Argv<RunArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['scenario', 'out']);
    const entry: StudyEntry = {
      scenario: args.scenario,
      task: args.task,
      net: args.net,
      train: args.train,
      start_seed: wholeNumber('--start-seed', args['start-seed'], Number.MIN_SAFE_INTEGER),
      num_seeds: wholeNumber('--num-seeds', args['num-seeds'], 1),
      ...readEntrySet(args.set, OWN_KEYS),
    };
    const { overwrite, out } = args;
    const interrupt = stopSignal(GOES_ON);
    const options = {
      ...runOptions(args, interrupt.signal),
      allowNonFinite: args['allow-non-finite'],
      recomputeEvery: recomputeEvery(args['recompute-every']),
      digestEvery: digestEvery(args['digest-every']),
      checkpointSeconds: checkpointSeconds(args['checkpoint-seconds']),
    };
    const experiment = await readFlags(entry, options);
    try {
      const result = await runShown([experiment], { ...options, out, overwrite }, output);
      output.result(
        `${await errorsOf(result.names[0]!, out)}${summaryText(result, out)}`,
        summaryData(result),
      );
    } finally {
      interrupt.release();
    }
  },
};
