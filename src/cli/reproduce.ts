/** `apebench reproduce NAME`: the experiments of the original's documents and of the paper. */

import type { Argv, CommandModule } from 'yargs';
import { MachineError, unknownName } from '../errors.js';
import {
  entryOf,
  REPRODUCTIONS,
  type Reproduction,
  seedResults,
  verdictsText,
} from '../report/index.js';
import { openStore, readExperiment } from '../study/index.js';
import { keyedIn } from '../study/running/index.js';
import { GOES_ON, stopSignal } from './interrupt.js';
import { runLocalStudy } from './local-study.js';
import {
  type ComputeArguments,
  computeOptions,
  outputOf,
  outputOptions,
  requireOptions,
  runOptions,
  wholeNumber,
} from './options.js';
import { pluginDigests } from './plugins.js';
import { duration } from './progress.js';
import { estimateSeconds } from './time-estimate.js';

interface ReproduceArguments extends ComputeArguments {
  name: string;
  out: string;
  'num-seeds'?: string;
  json: boolean;
  quiet: boolean;
}

const NAMES = REPRODUCTIONS.map(({ name }) => name);

function find(wanted: string): Reproduction {
  const found = REPRODUCTIONS.find(({ name }) => name === wanted);
  if (found === undefined) throw unknownName('reproduction', wanted, NAMES);
  return found;
}

export const reproduceCommand: CommandModule<object, ReproduceArguments> = {
  command: 'reproduce <name>',
  describe: "the documents' and the paper's numbers, with a verdict on each",
  builder: (yargs: Argv) =>
    outputOptions(computeOptions(yargs))
      .positional('name', {
        type: 'string',
        describe: NAMES.join(', '),
        demandOption: true,
      })
      .option('num-seeds', { type: 'string', describe: 'seeds of each network, from 0 on' })
      .option('out', {
        type: 'string',
        default: 'results/reproduce',
        describe: 'folder of the results',
      }) as unknown as Argv<ReproduceArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['out']);
    const reproduction = find(args.name);
    const seeds = args['num-seeds'];
    const numSeeds =
      seeds === undefined ? reproduction.numSeeds : wholeNumber('--num-seeds', seeds, 1);
    const interrupt = stopSignal(GOES_ON);
    try {
      const options = runOptions(args, interrupt.signal);
      const entries = reproduction.cells.map((cell) => entryOf(cell, 0, numSeeds));
      // As they are looked at: each is to run in a process on one thread.
      const one = { ...options, threads: options.threads ?? 1 };
      const experiments = await Promise.all(entries.map((entry) => readExperiment(entry, one)));
      const store = openStore(args.out);
      const keyed = await keyedIn(store, experiments, { ...options, plugins: pluginDigests() });
      const left = keyed.filter(({ stored }) => stored === undefined);
      output.note(`${reproduction.title}.`);
      if (left.length > 0) {
        output.note(`Looking how long ${left.length} of ${experiments.length} will take here …`);
        const time = duration(await estimateSeconds(left, options));
        output.note(`About ${time}. Ctrl-C keeps what is done; the same command goes on.`);
      }
      const study = { ...options, out: args.out, retryFailed: true };
      const { names, failures } = await runLocalStudy(experiments, study, output);
      if (failures.length > 0) throw new MachineError(failures[0]!.error);
      const results = await Promise.all(names.map((name) => seedResults(store, name)));
      const verdicts = reproduction.judge(results);
      output.result(verdictsText(verdicts), { name: reproduction.name, verdicts });
      if (verdicts.some(({ holds, decides }) => decides && !holds)) process.exitCode = 1;
    } finally {
      interrupt.release();
    }
  },
};
