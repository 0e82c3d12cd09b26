/** A file of weights and what it says of them: of which network, for which states, which seeds. */

import { parsePython, plain } from '../config/index.js';
import { UserError } from '../errors.js';
import { type NetworkShape, sameNetwork } from '../nets/index.js';
import { type BaseScenario, makeScenario } from '../scenarios/index.js';
import { readSafetensors, type TensorFile } from '../study/index.js';
import { readAs } from './input-file.js';
import { type GridArguments, gridOf, scenarioOf } from './network-options.js';
import { readSet } from './options.js';

/** What the metadata of weights may say under `config`; `run` and `inspect` write it. */
interface WeightsConfig {
  net?: string;
  task?: string;
  scenario?: string;
  /** Attributes, as Python prints them. */
  scenario_kwargs?: string;
  /** The grid; those of a scenario's states, where there is one. */
  dims?: number;
  points?: number;
  channels?: number;
  start_seed?: number;
  num_seeds?: number;
}

const TEXTS = ['net', 'task', 'scenario', 'scenario_kwargs'];
const COUNTS = ['dims', 'points', 'channels', 'num_seeds'];
/** More seeds than that no run has. */
const MOST = 0x100000;

export interface WeightsFile extends Pick<TensorFile, 'tensors'> {
  readonly file: string;
  readonly config: WeightsConfig;
  readonly seeds: readonly number[];
}

/** Reads a file of weights. Throws a UserError, also for metadata that cannot be right. */
export async function readWeights(file: string): Promise<WeightsFile> {
  const { tensors, metadata } = await readAs(file, readSafetensors);
  const config = readConfig(file, metadata.config);
  const { start_seed: start = 0, num_seeds: count = 1 } = config;
  return { file, tensors, config, seeds: Array.from({ length: count }, (_, i) => start + i) };
}

function readConfig(file: string, text: string | undefined): WeightsConfig {
  let config: Record<string, unknown>;
  try {
    config = JSON.parse(text ?? '{}') ?? {};
  } catch {
    // Weights from elsewhere may say what they like.
    return {};
  }
  const fits = (key: string, value: unknown): boolean => {
    if (TEXTS.includes(key)) return typeof value === 'string';
    if (key === 'start_seed') return Number.isSafeInteger(value);
    if (!COUNTS.includes(key)) return true;
    return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST;
  };
  for (const [key, value] of Object.entries(config)) {
    if (fits(key, value)) continue;
    throw new UserError(`'${file}' has ${JSON.stringify(value)} for ${key} in its metadata`);
  }
  return config as WeightsConfig;
}

/** What was asked for, else what the file says. Throws a UserError where they contradict. */
function agreed(
  { file, config }: WeightsFile,
  key: 'net' | 'task',
  given: string | undefined,
  same: (a: string, b: string) => boolean,
): string | undefined {
  const known = config[key];
  if (given !== undefined && known !== undefined && !same(given, known)) {
    throw new UserError(
      `--${key} is ${given}, but '${file}' says that its weights are of ${known}`,
    );
  }
  return given ?? known;
}

const sameText = (a: string, b: string): boolean => a.trim() === b.trim();

/** A network that is unknown here is the same if it is spelled the same. */
function sameNet(a: string, b: string): boolean {
  if (sameText(a, b)) return true;
  try {
    return sameNetwork(a, b);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

export interface WeightsArguments extends GridArguments {
  net?: string;
  task?: string;
}

/** What weights are of: as the options say, and where they say nothing, the file. */
export interface WeightsModel {
  readonly net: string;
  readonly task: string;
  /** Undefined where only a grid is known. */
  readonly scenario: BaseScenario | undefined;
  readonly grid: NetworkShape;
}

/** Throws a UserError where neither says it, or they contradict. The core must be loaded. */
export function modelOf(weights: WeightsFile, args: WeightsArguments): WeightsModel {
  const net = agreed(weights, 'net', args.net, sameNet);
  const task = agreed(weights, 'task', args.task, sameText) ?? 'predict';
  if (net === undefined) {
    throw new UserError(`--net is missing: '${weights.file}' does not say of which network it is`);
  }
  const numbers = [args.dims, args.points, args.channels].some((one) => one !== undefined);
  if (args.scenario !== undefined || numbers) {
    const scenario = scenarioOf(args);
    return { net, task, scenario, grid: gridOf(args, numbers ? ownGrid(weights) : {}) };
  }
  return { net, task, scenario: ownScenario(weights, args), grid: gridOf(args, ownGrid(weights)) };
}

/** The scenario that the file names, with what `--set` changes of it. */
function ownScenario(
  { file, config }: WeightsFile,
  args: WeightsArguments,
): BaseScenario | undefined {
  const { scenario, scenario_kwargs: kwargs = '{}' } = config;
  // Complains of a --set that changes nothing.
  if (scenario === undefined) return scenarioOf(args);
  const changed = readSet(args.set);
  try {
    const own = plain(parsePython(kwargs)) as Record<string, unknown>;
    return makeScenario(scenario, { ...own, ...changed });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`the scenario in the metadata of '${file}': ${error.message}`);
  }
}

/** The grid that the file tells of, by itself or by a scenario that is known here. */
function ownGrid(weights: WeightsFile): Partial<NetworkShape> {
  const { dims, points, channels, scenario } = weights.config;
  if (scenario === undefined || dims !== undefined) {
    return { numSpatialDims: dims, numPoints: points, numChannels: channels };
  }
  try {
    const own = ownScenario(weights, {});
    return {
      numSpatialDims: own?.num_spatial_dims,
      numPoints: own?.num_points,
      numChannels: own?.num_channels,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {};
  }
}
