/** `apebench list WHAT`: the names that may be used, and what there is to say about each. */

import type { Argv, CommandModule } from 'yargs';
import { plain } from '../config/index.js';
import { callbacks, describeTask, tasks } from '../experiment/index.js';
import { initialConditions } from '../initial-conditions/index.js';
import { metrics } from '../metrics/index.js';
import { activations, architectures, describeArchitecture } from '../nets/index.js';
import { describeAttributes, describeChannels, scenarios } from '../scenarios/index.js';
import { curations } from '../study/index.js';
import { describeTraining, methodologies, optimizers, schedules } from '../training/index.js';
import { columns } from './columns.js';
import { outputOf, outputOptions } from './options.js';

/** One thing of a list: a line in columns, the name first, and the same as data. */
interface Listed {
  readonly cells: readonly string[];
  readonly data: unknown;
}

function scenario(key: string): Listed {
  const declaration = scenarios.get(key);
  const { className, equation, behavior, dimensions, keyAliases: aliases } = declaration;
  const channels = describeChannels(declaration);
  const attributes = describeAttributes(declaration).map((attribute) => ({
    ...attribute,
    default: plain(attribute.default),
  }));
  const inEach = new Set(channels).size === 1 ? String(channels[0]) : channels.join(' ');
  return {
    cells: [key, dimensions.map((dims) => `${dims}D`).join(' '), inEach, equation, behavior],
    data: { key, className, equation, behavior, dimensions, channels, aliases, attributes },
  };
}

function network(name: string): Listed {
  const data = describeArchitecture(name, architectures.get(name));
  const fields = data.fields.map((field) => `${field.name} ${field.default}`);
  return { cells: [name, data.example, fields.join('; '), data.meaning], data };
}

function training(name: string): Listed {
  const data = describeTraining(name);
  const fields = data.fields.map((field) => `${field.name} ${field.default}`);
  return { cells: [name, data.example, fields.join('; '), data.meaning], data };
}

function task(name: string): Listed {
  const described = describeTask(name);
  const { meaning, fields, example } = described;
  const words = fields.map((field) => field.name.toUpperCase());
  const notes = fields.map((f, i) => `; ${words[i]} is ${f.allowed.join(', ')}: ${f.meaning}`);
  return {
    cells: [[name, ...words].join(';'), example, meaning + notes.join('')],
    data: described,
  };
}

function curation(name: string): Listed {
  const entries = curations.get(name);
  return { cells: [name, `${entries.length} data sets`], data: { name, entries } };
}

const bare = (name: string): Listed => ({ cells: [name], data: name });

const LISTS = {
  scenarios: () => scenarios.names().map(scenario),
  nets: () => architectures.names().map(network),
  activations: () => activations.names().map(bare),
  'initial-conditions': () => initialConditions.names().map(bare),
  metrics: () => metrics.names().map(bare),
  optimizers: () => optimizers.names().map(bare),
  schedules: () => schedules.names().map(bare),
  tasks: () => tasks.names().map(task),
  trainings: () => methodologies.names().map(training),
  callbacks: () => callbacks.names().map(bare),
  curations: () => curations.names().map(curation),
} satisfies Record<string, () => Listed[]>;

interface ListArguments {
  what: keyof typeof LISTS;
  json: boolean;
  quiet: boolean;
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list <what>',
  describe: 'the names that may be used, with what they stand for',
  builder: (yargs: Argv) =>
    outputOptions(yargs).positional('what', {
      choices: Object.keys(LISTS),
      demandOption: true,
    }) as unknown as Argv<ListArguments>,
  handler: (args) => {
    const listed = LISTS[args.what]();
    const rows = listed.map(({ cells }) => cells);
    outputOf(args).result(
      columns(rows, [0, 1, 2, 3, 4]).join('\n'),
      listed.map(({ data }) => data),
    );
  },
};
