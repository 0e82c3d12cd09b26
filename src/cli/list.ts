/** `apebench list WHAT`: the names that may be used. */

import type { Argv, CommandModule } from 'yargs';
import { icNames } from '../initial-conditions/index.js';
import { metricDict } from '../metrics/index.js';
import { activationFnDict, architectureNames } from '../nets/index.js';
import { scenarioDict } from '../scenarios/index.js';
import { lrSchedulerDict, optimizerDict } from '../training/index.js';
import { outputOf, outputOptions } from './options.js';

const LISTS = {
  scenarios: () => Object.keys(scenarioDict),
  nets: () => architectureNames(),
  activations: () => Object.keys(activationFnDict),
  'initial-conditions': () => [...icNames],
  metrics: () => Object.keys(metricDict),
  optimizers: () => Object.keys(optimizerDict),
  schedules: () => Object.keys(lrSchedulerDict),
} satisfies Record<string, () => string[]>;

interface ListArguments {
  what: keyof typeof LISTS;
  json: boolean;
  quiet: boolean;
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list <what>',
  describe: 'the names that may be used',
  builder: (yargs: Argv) =>
    outputOptions(yargs).positional('what', {
      choices: Object.keys(LISTS),
      demandOption: true,
    }) as unknown as Argv<ListArguments>,
  handler: (args) => {
    const names = LISTS[args.what]();
    outputOf(args).result(names.join('\n'), names);
  },
};
