/** The text of `docs/scenarios.md`, from what the scenarios declare. */

import { str } from '../../src/config/index.js';
import {
  type AttributeDescription,
  BaseScenario,
  describeAttributes,
  describeChannels,
  goodText,
} from '../../src/scenarios/index.js';
import type { Entry } from './views.js';

const INTRODUCTION = `# Scenarios

<!-- none run: trainings of full length, hours; test/unit/gallery.test.ts reads every command line -->

The SCENARIOS scenarios: equation, what a solution does, attributes with their defaults and good values,
and a command line that trains a network, for a minute or two in one dimension, and much longer in more. \`npm run docs\`, in the repository, writes this page from what the scenarios
declare; \`apebench list scenarios --json\` and \`apebench inspect --scenario KEY\` say the same.

Good values of an attribute are those with which data stays finite and is not trivial while all
others are as they are by default, in the first number of dimensions that there is: from one value
to another, for each entry of a tuple in turn where they are separated by \`;\`, or texts to choose
from, separated by commas. Outside a PDE may be stable, too, with a shorter step, more substeps or
other coefficients beside. Where nothing is said, whatever is allowed is as good. A test computes both
ends of each range.

The keys of one PDE differ in the units of its coefficients: \`diff_…\` takes difficulties, which
say how hard a step is on the grid; \`norm_…\` takes coefficients as if domain and time step were 1;
\`phy_…\` takes physical ones, with \`domain_extent\` and \`dt\`. A coefficient is that of its term on
the right side: where the equation has the term on the left, or a minus before it, the attribute is
minus the letter there (\`advection_…\` is -c, \`convection_…\` and \`gradient_norm_…\` are -b,
\`hyp_diffusion_…\` is -μ).

In numbers, on N points in D dimensions, with the domain extent L and the time step Δt: a coefficient a_j of
order j is α_j = a_j Δt / L^j normalized, and its difficulty is γ_j = α_j N^j 2^(j−1) D, but γ_0 = α_0. A
convective term b has β = b Δt / L and δ = β N D, a gradient norm β = b Δt / L² and δ = β N² D, for states
of at most 1; a polynomial term has c Δt for both.

A picture shows the first channel of the first test trajectory, from blue at its lowest value to red
at its highest, in each number of dimensions for which the defaults are meant and stay finite. In
1D: space (upwards) over time (to the right), all as it is by default. In 2D: six states from the
first to the last, row by row, of at most 100 steps on 80² points. In 3D: the first state above and
the last below, each in slices through the middle, normal to the first, second and third axis, of at
most 50 steps on 40³ points.
`;

/** A text in a cell of a table. */
const cell = (text: string) => text.replaceAll('|', '\\|');

const code = (text: string) => (text === '' ? '' : `\`${text}\``);

/** `1D, 2D, 3D`. */
const inWords = (dimensions: readonly number[]) => dimensions.map((dims) => `${dims}D`).join(', ');

function table(attributes: readonly AttributeDescription[]): string {
  const rows = attributes.map(
    ({ name, default: value, meaning, ...rest }) =>
      `| \`${name}\` | ${cell(code(str(value)))} | ${cell(goodText(rest))} | ${cell(meaning)} |`,
  );
  return ['| Attribute | Default | Good values | Meaning |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

const common = describeAttributes(BaseScenario);
/** What the page says of an attribute beside its meaning. */
const valuesOf = (one: AttributeDescription) => `${str(one.default)} ${goodText(one)}`;
const commonValues = new Map(common.map((one) => [one.name, valuesOf(one)]));

/** What can be set and is not as in all scenarios: its own first. */
function ownAttributes({ declaration }: Entry): AttributeDescription[] {
  const free = describeAttributes(declaration).filter(
    ({ derivedFrom }) => derivedFrom.length === 0,
  );
  const isCommon = ({ name }: AttributeDescription) => commonValues.has(name);
  const others = free.filter(
    (one) => one.name !== 'num_channels' && commonValues.get(one.name) !== valuesOf(one),
  );
  return [...others.filter((one) => !isCommon(one)), ...others.filter(isCommon)];
}

function derivedText({ declaration }: Entry): string[] {
  const derived = describeAttributes(declaration).filter(
    ({ derivedFrom }) => derivedFrom.length > 0,
  );
  if (derived.length === 0) return [];
  const computed = derived.filter(({ isIdle }) => !isIdle);
  const texts = computed.map(
    ({ name, derivedFrom }) => `\`${name}\` from ${derivedFrom.map(code).join(', ')}`,
  );
  const idle = derived.filter(({ isIdle }) => isIdle);
  return [
    ...(texts.length > 0 ? [`Computed: ${texts.join('; ')}.`] : []),
    ...idle.map(
      ({ name, derivedFrom }) =>
        `Without effect, as in the original: \`${name}\`; what counts is ${derivedFrom.map(code).join(', ')}.`,
    ),
  ];
}

/** What trains a network on what the first part of the picture shows. */
function commandOf({ key, views: [view] }: Entry): string {
  const run = `npx apebench run --scenario ${key} --net "Conv;34;10;relu" --train one`;
  const settings = Object.entries(view!.settings).map(([name, value]) => `--set ${name}=${value}`);
  const lines = settings.length === 0 ? [run] : [`${run} \\`, `  ${settings.join(' ')}`];
  return ['```sh', ...lines, '```'].join('\n');
}

function channelsText({ declaration }: Entry): string {
  const { dimensions } = declaration;
  const channels = describeChannels(declaration);
  const of = (count: number) => (count === 1 ? '1 channel' : `${count} channels`);
  if (new Set(channels).size === 1) {
    return `${inWords(dimensions)}; ${of(channels[0]!)}`;
  }
  return dimensions.map((dims, i) => `${dims}D with ${of(channels[i]!)}`).join(', ');
}

function section(entry: Entry): string {
  const { key, declaration, views, notFinite, picture } = entry;
  const { className, equation, behavior } = declaration;
  const shown = inWords(views.map(({ scenario }) => scenario.num_spatial_dims));
  const warning = `Not in ${inWords(notFinite)}: its defaults do not stay finite on so few points.`;
  const parts = [
    `## ${key}`,
    `${code(equation)}`,
    `${className} (${channelsText(entry)}): ${behavior}.`,
    `![The first test trajectory of ${key} in ${shown}](scenarios/${picture})`,
    ...(notFinite.length === 0 ? [] : [warning]),
    table(ownAttributes(entry)),
    ...derivedText(entry),
    commandOf(entry),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The whole page. */
export function pageOf(entries: readonly Entry[]): string {
  const contents = ['diff', 'norm', 'phy'].map((form) => {
    const keys = entries.map(({ key }) => key).filter((key) => key.startsWith(`${form}_`));
    return `- ${keys.map((key) => `[${key}](#${key})`).join(' · ')}`;
  });
  return [
    INTRODUCTION.replace('SCENARIOS', String(entries.length)),
    `${contents.join('\n')}\n`,
    ...entries.map(section),
    `## What all scenarios have\n\n${table(common)}\n`,
  ].join('\n');
}
