/** The grid that a network is made for: a scenario's, or one given by its numbers. */

import type { Argv } from 'yargs';
import { UserError } from '../errors.js';
import { defaults } from '../experiment/index.js';
import { getNetwork, type Network, type NetworkShape } from '../nets/index.js';
import { type BaseScenario, makeScenario } from '../scenarios/index.js';
import { readSet, setOption, wholeNumber } from './options.js';

export interface GridArguments {
  scenario?: string;
  set?: string | string[];
  dims?: string;
  points?: string;
  channels?: string;
}

export function gridOptions<T>(yargs: Argv<T>) {
  return setOption(yargs)
    .option('scenario', { type: 'string', describe: 'see `list scenarios`' })
    .option('dims', { type: 'string', describe: 'spatial dimensions (default 1)' })
    .option('points', { type: 'string', describe: 'points along each axis (default 160)' })
    .option('channels', { type: 'string', describe: 'channels (default 1)' });
}

/** The scenario that was named, if one was. */
export function scenarioOf(args: GridArguments): BaseScenario | undefined {
  const attributes = readSet(args.set);
  if (args.scenario === undefined) {
    if (Object.keys(attributes).length > 0) throw new UserError('--set needs --scenario');
    return undefined;
  }
  for (const flag of ['dims', 'points', 'channels'] as const) {
    if (args[flag] !== undefined) {
      throw new UserError(`--${flag} can't stand beside --scenario, which decides it; use --set`);
    }
  }
  return makeScenario(args.scenario, attributes);
}

/** The network that was named, for the scenario's states or the grid of the numbers. */
export async function networkOf(
  args: GridArguments & { net?: string },
  scenario: BaseScenario | undefined,
): Promise<Network> {
  const net = args.net!;
  return scenario === undefined ? getNetwork(net, gridOf(args)) : defaults.networkOf(scenario, net);
}

/** The grid of the numbers; those that are not given are `known`, or the defaults. */
export function gridOf(args: GridArguments, known: Partial<NetworkShape> = {}): NetworkShape {
  const { numSpatialDims = 1, numPoints = 160, numChannels = 1 } = known;
  const number = (flag: 'dims' | 'points' | 'channels', own: number) =>
    args[flag] === undefined ? own : wholeNumber(`--${flag}`, args[flag], 1);
  const dims = number('dims', numSpatialDims);
  if (dims > 3) {
    const called = args.dims === undefined ? 'dims' : '--dims';
    throw new UserError(`${called} must be 1, 2 or 3, not ${dims}`);
  }
  return {
    numSpatialDims: dims,
    numPoints: number('points', numPoints),
    numChannels: number('channels', numChannels),
  };
}
