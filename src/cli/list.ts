/** `apebench list WHAT`: the names that may be used. */

import type { Argv, CommandModule } from 'yargs';
import { callbacks, tasks } from '../experiment/index.js';
import { initialConditions } from '../initial-conditions/index.js';
import { metrics } from '../metrics/index.js';
import { activations, architectures } from '../nets/index.js';
import { scenarios } from '../scenarios/index.js';
import { methodologies, optimizers, schedules } from '../training/index.js';
import { outputOf, outputOptions } from './options.js';

const LISTS = {
  scenarios: () => scenarios.names(),
  nets: () => architectures.names(),
  activations: () => activations.names(),
  'initial-conditions': () => initialConditions.names(),
  metrics: () => metrics.names(),
  optimizers: () => optimizers.names(),
  schedules: () => schedules.names(),
  tasks: () => tasks.names(),
  trainings: () => methodologies.names(),
  callbacks: () => callbacks.names(),
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
