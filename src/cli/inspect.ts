/** `apebench inspect`: a scenario's attributes, a network's shape, its initial weights. */

import type { Argv, CommandModule } from 'yargs';
import { requireMemory } from '../checks.js';
import { PyFloat, PyTuple, plain, repr } from '../config/index.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { initialise, layersOf, type Network, type ReceptiveField } from '../nets/index.js';
import { PRNGKey, SEED_RANGE, threefryLayout } from '../random/index.js';
import {
  type AttributeDescription,
  type BaseScenario,
  describeAttributes,
  goodText,
  scenarios,
} from '../scenarios/index.js';
import { writeSafetensors } from '../study/index.js';
import { writeWhole } from '../study/store/folder.js';
import { VERSION } from '../version.js';
import { columnsWithNotes, resultWidth } from './columns.js';
import { type TrainingArguments, trainingOptions, trainingPart } from './inspect-training.js';
import { type GridArguments, gridOptions, networkOf, scenarioOf } from './network-options.js';
import { outputOf, outputOptions, wholeNumber } from './options.js';
import { overwriteOption, requireFree } from './output-file.js';

interface InspectArguments extends GridArguments, TrainingArguments {
  seed: string;
  'weights-out'?: string;
  overwrite: boolean;
  json: boolean;
  quiet: boolean;
}

/** The receptive field as the original gives it: `((11.0, 11.0),)`, an MLP's `((160, 160),)`. */
function receptiveFieldText({ receptiveField, integerReceptiveField = false }: Network): string {
  const number = (reach: number) => (integerReceptiveField ? reach : new PyFloat(reach));
  return repr(new PyTuple(receptiveField.map((axis) => new PyTuple(axis.map(number)))));
}

/** How far a layer reaches on its grid: `±1`, `-0 +1`, `everything`, an axis each if they differ. */
function reachText(field: ReceptiveField): string {
  const axes = field.map(([before, after]) => {
    if (!Number.isFinite(before + after)) return 'everything';
    return before === after ? `±${before}` : `-${before} +${after}`;
  });
  return [...new Set(axes)].length === 1 ? axes[0]! : axes.join(', ');
}

/** For each layer what it gives, how many parameters it has, its reach, its kind, and the shapes. */
function layerLines(network: Network): string[] {
  const rows = layersOf(network, network).map((layer) => {
    const shapes = layer.parameters.map(({ path, shape }) => `${path} ${shape.join(' x ')}`);
    return {
      cells: [
        layer.path,
        layer.outputShape.join(' x '),
        String(layer.parameterCount),
        reachText(layer.receptiveField),
      ],
      notes: [[layer.kind, shapes.join(', ')].filter(Boolean).join(': ')],
    };
  });
  const head = { cells: ['layer', 'output', 'count', 'reach'], notes: ['kind: parameters'] };
  return columnsWithNotes([head, ...rows], [0, 1, 3], resultWidth());
}

/** The attributes of a scenario that have good values. */
const withGoodValues = (key: string) =>
  describeAttributes(scenarios.get(key)).filter(({ good }) => good !== null);

function goodValuesText(attributes: readonly AttributeDescription[]): string {
  const rows = attributes.map((attribute) => ({
    cells: [attribute.name],
    notes: [goodText(attribute)],
  }));
  const lines = columnsWithNotes(rows, [0], resultWidth() - 2);
  return ['Good values:', ...lines].join('\n  ');
}

function networkText(network: Network): string {
  const { numSpatialDims, numPoints, numChannels, parameterCount } = network;
  const grid = `${numSpatialDims}D, ${numPoints} points along each axis, ${numChannels} channel${numChannels === 1 ? '' : 's'}`;
  return [
    `${network.config}  (${grid})`,
    `parameters: ${parameterCount}`,
    `receptive field: ${receptiveFieldText(network)}`,
    '',
    ...layerLines(network),
  ].join('\n');
}

/** JSON has no infinity: an unlimited reach is the text `inf`. */
function networkData(network: Network): Record<string, unknown> {
  const reach = (value: number) => (Number.isFinite(value) ? value : 'inf');
  const field = (axes: ReceptiveField) => axes.map((axis) => axis.map(reach));
  return {
    net: network.config,
    numSpatialDims: network.numSpatialDims,
    numPoints: network.numPoints,
    numChannels: network.numChannels,
    parameterCount: network.parameterCount,
    receptiveField: field(network.receptiveField),
    layers: network.parameters.map(({ path, shape }) => ({ path, shape })),
    structure: layersOf(network, network).map(({ receptiveField, ...layer }) => ({
      ...layer,
      receptiveField: field(receptiveField),
    })),
  };
}

/** The initial weights, as a safetensors file that says what they are of. */
async function writeWeights(
  { 'weights-out': file, scenario: key, ...args }: InspectArguments,
  network: Network,
  scenario: BaseScenario | undefined,
  seed: number,
): Promise<void> {
  const partitionable = args['threefry-partitionable'];
  const values = initialise(network, PRNGKey(seed), { partitionable });
  const tensors = new Map(
    network.parameters.map(({ path, shape }, i) => [path, { shape, data: values[i]! }]),
  );
  const { config: net, numSpatialDims: dims, numPoints: points, numChannels: channels } = network;
  const grid = { dims, points, channels };
  const origin = scenario && {
    scenario: scenarios.entry(key!)[0],
    scenario_kwargs: repr(scenario.overrides),
  };
  const metadata = {
    config: JSON.stringify({ net, start_seed: seed, num_seeds: 1, ...grid, ...origin }),
    version: VERSION,
    threefry: threefryLayout({ partitionable }),
    backend: 'wasm',
  };
  await writeWhole(file!, writeSafetensors({ tensors, metadata }));
}

export const inspectCommand: CommandModule<object, InspectArguments> = {
  command: 'inspect',
  describe: 'what a scenario and a network are made of',
  builder: (yargs: Argv) =>
    overwriteOption(outputOptions(trainingOptions(gridOptions(yargs))))
      .option('net', { type: 'string', describe: 'as Conv;34;10;relu' })
      .option('seed', { type: 'string', default: '0', describe: 'seed of the initial weights' })
      .option('weights-out', {
        type: 'string',
        describe: 'a safetensors file to write them to',
      }) as unknown as Argv<InspectArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const seed = wholeNumber('--seed', args.seed, SEED_RANGE.min, SEED_RANGE.max);
    const scenario = scenarioOf(args);
    if (scenario === undefined && args.net === undefined) {
      throw new UserError('inspect wants --scenario, --net or both');
    }
    const file = args['weights-out'];
    if (file !== undefined) {
      if (args.net === undefined) throw new UserError('--weights-out needs --net');
      if (file === '') throw new UserError('--weights-out is empty');
      await requireFree(file, args.overwrite);
    }
    await loadCore();
    await scenario?.checkData();
    const network = args.net === undefined ? undefined : await networkOf(args, scenario);
    const training = await trainingPart(args, scenario);
    if (file !== undefined && network !== undefined) {
      requireMemory(`the weights of ${network.config}`, [network.parameterCount]);
      await writeWeights(args, network, scenario, seed);
      output.note(`The initial weights of seed ${seed} are in ${file}`);
    }
    const good = args.scenario === undefined ? [] : withGoodValues(args.scenario);
    const parts = [
      ...(scenario === undefined ? [] : [String(scenario), goodValuesText(good)]),
      ...(network === undefined ? [] : [networkText(network)]),
      ...(training === null ? [] : [training.text]),
    ];
    output.result(parts.join('\n\n'), {
      ...(scenario === undefined
        ? {}
        : {
            scenario: await scenario.getScenarioName(),
            attributes: plain(scenario.toPython()),
            goodValues: Object.fromEntries(good.map((one) => [one.name, one.good])),
          }),
      ...(network === undefined ? {} : { network: networkData(network) }),
      ...(training === null ? {} : { training: training.data }),
    });
  },
};
