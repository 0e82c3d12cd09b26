/** `apebench inspect`: a scenario's attributes, a network's shape, its initial weights. */

import type { Argv, CommandModule } from 'yargs';
import { requireMemory } from '../checks.js';
import { PyFloat, PyTuple, plain, repr } from '../config/index.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { initialise, type Network } from '../nets/index.js';
import { PRNGKey, SEED_RANGE, threefryLayout } from '../random/index.js';
import { writeSafetensors } from '../study/index.js';
import { writeWhole } from '../study/store/folder.js';
import { VERSION } from '../version.js';
import { type GridArguments, gridOptions, networkOf, scenarioOf } from './network-options.js';
import { outputOf, outputOptions, wholeNumber } from './options.js';

interface InspectArguments extends GridArguments {
  net?: string;
  seed: string;
  'weights-out'?: string;
  'threefry-partitionable': boolean;
  json: boolean;
  quiet: boolean;
}

/** The receptive field as the original gives it: `((11.0, 11.0),)`, an MLP's `((160, 160),)`. */
function receptiveFieldText({ receptiveField, integerReceptiveField = false }: Network): string {
  const number = (reach: number) => (integerReceptiveField ? reach : new PyFloat(reach));
  return repr(new PyTuple(receptiveField.map((axis) => new PyTuple(axis.map(number)))));
}

function networkText(network: Network): string {
  const { numSpatialDims, numPoints, numChannels, parameters, parameterCount } = network;
  const grid = `${numSpatialDims}D, ${numPoints} points along each axis, ${numChannels} channel${numChannels === 1 ? '' : 's'}`;
  const width = Math.max(...parameters.map(({ path }) => path.length), 0);
  return [
    `${network.config}  (${grid})`,
    `parameters: ${parameterCount}`,
    `receptive field: ${receptiveFieldText(network)}`,
    ...parameters.map(({ path, shape }) => `  ${path.padEnd(width)}  ${shape.join(' x ')}`),
  ].join('\n');
}

/** JSON has no infinity: an unlimited reach is the text `inf`. */
function networkData(network: Network): Record<string, unknown> {
  const reach = (value: number) => (Number.isFinite(value) ? value : 'inf');
  return {
    net: network.config,
    numSpatialDims: network.numSpatialDims,
    numPoints: network.numPoints,
    numChannels: network.numChannels,
    parameterCount: network.parameterCount,
    receptiveField: network.receptiveField.map((axis) => axis.map(reach)),
    layers: network.parameters.map(({ path, shape }) => ({ path, shape })),
  };
}

/** The initial weights, as a safetensors file. */
async function writeWeights(
  file: string,
  network: Network,
  seed: number,
  partitionable: boolean,
): Promise<void> {
  const values = initialise(network, PRNGKey(seed), { partitionable });
  const tensors = new Map(
    network.parameters.map(({ path, shape }, i) => [path, { shape, data: values[i]! }]),
  );
  const metadata = {
    config: JSON.stringify({ net: network.config, seed }),
    version: VERSION,
    threefry: threefryLayout({ partitionable }),
    backend: 'wasm',
  };
  await writeWhole(file, writeSafetensors({ tensors, metadata }));
}

export const inspectCommand: CommandModule<object, InspectArguments> = {
  command: 'inspect',
  describe: 'what a scenario and a network are made of',
  builder: (yargs: Argv) =>
    outputOptions(gridOptions(yargs))
      .option('net', { type: 'string', describe: 'as Conv;34;10;relu' })
      .option('seed', { type: 'string', default: '0', describe: 'seed of the initial weights' })
      .option('weights-out', { type: 'string', describe: 'a safetensors file to write them to' })
      .option('threefry-partitionable', {
        type: 'boolean',
        default: false,
        describe: 'random bits as in JAX since 0.5',
      }) as unknown as Argv<InspectArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const seed = wholeNumber('--seed', args.seed, SEED_RANGE.min, SEED_RANGE.max);
    const scenario = scenarioOf(args);
    if (scenario === undefined && args.net === undefined) {
      throw new UserError('inspect wants --scenario, --net or both');
    }
    await loadCore();
    await scenario?.checkData();
    const network = args.net === undefined ? undefined : await networkOf(args, scenario);
    const file = args['weights-out'];
    if (file !== undefined) {
      if (network === undefined) throw new UserError('--weights-out needs --net');
      requireMemory(`the weights of ${network.config}`, [network.parameterCount]);
      await writeWeights(file, network, seed, args['threefry-partitionable']);
      output.note(`The initial weights of seed ${seed} are in ${file}`);
    }
    const parts = [
      ...(scenario === undefined ? [] : [String(scenario)]),
      ...(network === undefined ? [] : [networkText(network)]),
    ];
    output.result(parts.join('\n\n'), {
      ...(scenario === undefined
        ? {}
        : { scenario: await scenario.getScenarioName(), attributes: plain(scenario.toPython()) }),
      ...(network === undefined ? {} : { network: networkData(network) }),
    });
  },
};
