/** `apebench list WHAT`: the names that may be used, and what there is to say about each. */

import type { Argv, CommandModule } from 'yargs';
import { type Description, describe, plain } from '../config/index.js';
import { callbacks, describeTask, tasks } from '../experiment/index.js';
import { initialConditions } from '../initial-conditions/index.js';
import { metrics } from '../metrics/index.js';
import {
  type ArchitectureDescription,
  activations,
  architectures,
  describeArchitecture,
} from '../nets/index.js';
import { describeAttributes, describeChannels, scenarios } from '../scenarios/index.js';
import { curations } from '../study/index.js';
import {
  describeOptimizer,
  methodologies,
  namedLosses,
  optimizers,
  schedules,
} from '../training/index.js';
import { columnsWithNotes, resultWidth } from './columns.js';
import { outputOf, outputOptions } from './options.js';

/** One thing of a list: its name and more in columns, notes behind them, and the same as data. */
interface Listed {
  readonly cells: readonly string[];
  readonly notes?: readonly string[];
  readonly data: unknown;
}

function scenario(key: string): Listed {
  const declaration = scenarios.get(key);
  const { className, family, equation, behavior, dimensions } = declaration;
  const { keyAliases: aliases } = declaration;
  const channels = describeChannels(declaration);
  const attributes = describeAttributes(declaration).map((attribute) => ({
    ...attribute,
    default: plain(attribute.default),
  }));
  const inEach = new Set(channels).size === 1 ? String(channels[0]) : channels.join(' ');
  return {
    cells: [key, dimensions.map((dims) => `${dims}D`).join(' '), inEach],
    notes: [equation, behavior],
    data: { key, className, family, equation, behavior, dimensions, channels, aliases, attributes },
  };
}

/** `NAME VALUE; …` */
const withDefaults = (fields: readonly { readonly name: string; readonly default: unknown }[]) =>
  fields.map((field) => `${field.name} ${field.default}`).join('; ');

/** What has fields: an example, what it is, and the fields with their values in it. */
function described(data: ArchitectureDescription | Description): Listed {
  const notes = [data.meaning, withDefaults(data.fields)];
  return { cells: [data.name, data.example], notes: notes.filter(Boolean), data };
}

function optimizer(name: string): Listed {
  const data = describeOptimizer(name);
  const options = Object.entries(data.options).map(([key, value]) => ({
    name: key,
    default: value ?? 'none',
  }));
  const notes = [data.meaning, withDefaults(options)].filter(Boolean);
  return { cells: [`${name};STEPS;SCHEDULE`, data.example], notes, data };
}

function activation(name: string): Listed {
  const { meaning = '' } = activations.get(name);
  return { cells: [name, meaning], data: { name, meaning } };
}

function task(name: string): Listed {
  const data = describeTask(name);
  const words = data.fields.map((field) => field.name.toUpperCase());
  const ofField = data.fields.map(
    ({ allowed, meaning }, i) => `${words[i]} is ${allowed.join(', ')}: ${meaning}`,
  );
  const notes = [data.meaning, ...ofField];
  return { cells: [[name, ...words].join(';'), data.example], notes, data };
}

function curation(name: string): Listed {
  const entries = curations.get(name);
  return { cells: [name, `${entries.length} data sets`], data: { name, entries } };
}

const LISTS = {
  scenarios: () => scenarios.names().map(scenario),
  nets: () =>
    architectures
      .names()
      .map((name) => described(describeArchitecture(name, architectures.get(name)))),
  activations: () => activations.names().map(activation),
  'initial-conditions': () =>
    initialConditions.names().map((name) => described(describe(name, initialConditions.get(name)))),
  metrics: () => metrics.names().map((name) => described(describe(name, metrics.get(name)))),
  optimizers: () => optimizers.names().map(optimizer),
  schedules: () => schedules.names().map((name) => described(describe(name, schedules.get(name)))),
  tasks: () => tasks.names().map(task),
  trainings: () =>
    methodologies.names().map((name) => described(describe(name, methodologies.get(name)))),
  losses: () => namedLosses.names().map((name) => described(describe(name, namedLosses.get(name)))),
  callbacks: () => callbacks.names().map((name) => described(describe(name, callbacks.get(name)))),
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
    const rows = listed.map(({ cells, notes = [] }) => ({ cells, notes }));
    outputOf(args).result(
      columnsWithNotes(rows, [0, 1, 2], resultWidth()).join('\n'),
      listed.map(({ data }) => data),
    );
  },
};
