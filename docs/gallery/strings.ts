/** The text of `docs/config-strings.md`, from what the parsers' own tables declare. */

import { type Description, describe } from '../../src/config/index.js';
import { callbacks, describeTask, tasks } from '../../src/experiment/index.js';
import { initialConditions } from '../../src/initial-conditions/index.js';
import { metrics } from '../../src/metrics/index.js';
import { activations, architectures, describeArchitecture } from '../../src/nets/index.js';
import { curations } from '../../src/study/index.js';
import {
  describeOptimizer,
  methodologies,
  namedLosses,
  optimizers,
  schedules,
} from '../../src/training/index.js';

const INTRODUCTION = `# Config strings

What a network, a way of training and the rest is said by: a name, and fields behind it, separated by \`;\`.
\`npm run docs\`, in the repository, writes this page from the tables that the parsers read by, and a test reads every example.
\`apebench list WHAT\` prints the same.

- Names are read in any case, but for those of metrics and tasks. Blanks around a field do not
  count, but in a list of metrics.
- A whole number may have underscores, as in Python: \`10_000\`. A number may be written \`1e-3\`. A flag is
  \`true\` or \`false\` in any case.
- Fields in brackets may be left out, from the end on, and then have their default.
- A string that is wrong is one message, with what is allowed and a caret under the field:

\`\`\`
$ npx apebench inspect --net "Conv;8;4;relux"
apebench: network 'Conv;8;4;relux': unknown activation 'relux'; did you mean 'relu'? …
  Conv;8;4;relux
           ^
(see docs/config-strings.md#networks)
\`\`\`

Names of [one's own](extensions.md) stand in the same places, and read what is behind them as they like.
`;

/** A text in a cell of a table. */
const cell = (text: string) => text.replaceAll('|', '\\|');

interface FieldText {
  readonly name: string;
  readonly kind: string;
  readonly default?: unknown;
  readonly meaning: string;
  readonly min?: number;
  readonly max?: number;
  readonly optional: boolean;
}

const KINDS: Readonly<Record<string, string>> = {
  count: 'whole number',
  number: 'number',
  flag: 'flag',
  loss: 'a [loss](#losses)',
  activation: 'an [activation](#activations)',
  string: 'a string',
};

function limits({ kind, min, max }: FieldText): string {
  if (kind !== 'count') return '';
  if (max !== undefined) return `, ${min ?? 0} to ${max}`;
  return `, at least ${min ?? 0}`;
}

/** \`sup;rollout steps[;cut_bptt[;loss]]\` */
function form(name: string, fields: readonly FieldText[]): string {
  const open = fields.filter(({ optional }) => optional).length;
  const texts = fields.map((field) => (field.optional ? `[;${field.name}` : `;${field.name}`));
  return `${name}${texts.join('')}${']'.repeat(open)}`;
}

function entryText({
  name,
  meaning,
  fields,
  example,
}: Description | ReturnType<typeof describeArchitecture>): string {
  const written = example.split(';')[0]!;
  const own = fields as readonly FieldText[];
  const heading = `**\`${form(written.toLowerCase() === name ? written : name, own)}\`**: ${meaning}`;
  if (own.length === 0) return heading;
  const rows = own.map((field) => {
    const value = field.optional ? `default \`${field.default}\`` : `\`${field.default}\``;
    return `| ${field.name} | ${KINDS[field.kind]}${limits(field)} | ${value} | ${cell(field.meaning)} |`;
  });
  const table = ['| Field | Kind | In the example | Meaning |', '|---|---|---|---|', ...rows];
  return `${heading}. Example: \`${example}\`\n\n${table.join('\n')}`;
}

const section = (title: string, where: string, entries: readonly string[], separator = '\n\n') =>
  `## ${title}\n\n${where}\n\n${entries.join(separator)}\n`;

const described = (registry: { names(): string[]; get(name: string): object }): Description[] =>
  registry.names().map((name) => describe(name, registry.get(name)));

/** Networks as they are described. */
const nets = () =>
  architectures.names().map((name) => describeArchitecture(name, architectures.get(name)));

function metricsText(): string[] {
  const all = described(metrics);
  const rows = all.map(({ name, meaning, fields }) => {
    return `| \`${form(name, fields)}\` | ${cell(meaning)} |`;
  });
  const [ofBand] = all.filter(({ fields }) => fields.length > 0);
  const fields = ofBand!.fields.map(({ name, meaning }) => `${name}: ${meaning}`);
  const table = ['| String | Of forecasts p and solutions q |', '|---|---|', ...rows].join('\n');
  return [table, `${fields.join('. ')}. Example: \`${ofBand!.example}\``];
}

/** The examples of all kinds that stand on the page, by kind. */
export const examples = () => ({
  networks: nets().map(({ example }) => example),
  trainings: described(methodologies).map(({ example }) => example),
  losses: described(namedLosses).map(({ example }) => example),
  tasks: tasks.names().map((name) => describeTask(name).example),
  optimizers: optimizers.names().map((name) => describeOptimizer(name).example),
  schedules: described(schedules).map(({ example }) => example),
  initialConditions: described(initialConditions).map(({ example }) => example),
  metrics: described(metrics).map(({ example }) => example),
  callbacks: described(callbacks).map(({ example }) => example),
});

function taskText(name: string): string {
  const { meaning, fields, example } = describeTask(name);
  const ofField = fields.map(
    ({ allowed, meaning: what }) => `\`${allowed.join('`, `')}\`: ${what}`,
  );
  const heading = [name, ...fields.map((field) => field.name)].join(';');
  return `- **\`${heading}\`**: ${[meaning, ...ofField].join('. ')}. Example: \`${example}\``;
}

function optimizerText(name: string): string {
  const { meaning, options, example } = describeOptimizer(name);
  const values = Object.entries(options).map(([key, value]) => `${key} ${value ?? 'none'}`);
  return `| \`${example}\` | ${meaning} | ${values.join('; ')} |`;
}

const IN_ALL = 'The forms and their fields:';

/** The whole page. */
export function stringsPage(): string {
  const activationRows = activations
    .names()
    .map((name) => `| \`${name}\` | ${cell(activations.get(name).meaning ?? '')} |`);
  const optimizerTable = [
    '| Example | What it is | Not in the string, with their values |',
    '|---|---|---|',
  ];
  return [
    INTRODUCTION,
    section('Networks', `\`--net\`, \`net\` of a study. ${IN_ALL}`, nets().map(entryText)),
    section(
      'Activations',
      'The last field of a network.',
      ['| Name | |', '|---|---|', ...activationRows],
      '\n',
    ),
    section(
      'Ways of training',
      `\`--train\`, \`train\` of a study; [pictures and what each costs](training.md). The older \`sup-05\` is read, too. ${IN_ALL}`,
      described(methodologies).map(entryText),
    ),
    section(
      'Losses',
      'The end of a way of training: `sup;5;nMSE`, `one;Lp;3`. The original has no such field.',
      described(namedLosses).map(entryText),
    ),
    section('Tasks', '`--task`, `task` of a study.', tasks.names().map(taskText), '\n'),
    section(
      'Optimisers',
      'The attribute `optim_config`: `NAME;STEPS;SCHEDULE`, the number of updates and a [schedule](#schedules).',
      [...optimizerTable, ...optimizers.names().map(optimizerText)],
      '\n',
    ),
    section('Schedules', 'The end of an `optim_config`.', described(schedules).map(entryText)),
    section(
      'Initial conditions',
      'The attribute `ic_config`. Each channel is drawn by itself, unless something else is said.',
      described(initialConditions).map(entryText),
    ),
    section(
      'Metrics',
      'The attribute `report_metrics`: one, or several separated by commas. A mean is one over all points; ' +
        'channels are added up, samples averaged. Case counts here.',
      metricsText(),
    ),
    section(
      'Callbacks',
      'The attribute `callbacks`: none, one, or several separated by commas.',
      described(callbacks).map(entryText),
    ),
    section(
      'Curations',
      '`apebench scrape --curation`: data sets that belong together; `apebench list curations --json` has their attributes.',
      curations.names().map((name) => {
        const keys = curations.get(name).map(({ scenario }) => `\`${scenario}\``);
        return `**\`${name}\`**: ${keys.length} data sets, of ${[...new Set(keys)].join(', ')}.`;
      }),
    ),
  ].join('\n');
}
