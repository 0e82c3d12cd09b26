/** A file of weights and what it says of them: of which network, for which states, which seeds. */

import type { Argv } from 'yargs';
import type { Precision } from '../backends/index.js';
import { COUNT, check, type Rules, TEXT, wholeFrom } from '../checks.js';
import { parseJson, parsePython, plain } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import {
  loadModel,
  readTask,
  readWeightsFile,
  WeightsError,
  weightsOf,
} from '../experiment/index.js';
import { getNetwork, type NetworkShape, sameNetwork } from '../nets/index.js';
import { isNpy } from '../npy.js';
import { SEED_RANGE } from '../random/index.js';
import { type BaseScenario, makeScenario } from '../scenarios/index.js';
import type { TensorFile } from '../study/index.js';
import type { NeuralStepper } from '../training/index.js';
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

const GRID = ['dims', 'points', 'channels'] as const;

const SEED = wholeFrom(SEED_RANGE.min, SEED_RANGE.max);
const RULES: Rules = {
  ...{ net: TEXT, task: TEXT, scenario: TEXT, scenario_kwargs: TEXT },
  ...{ dims: COUNT, points: COUNT, channels: COUNT, start_seed: SEED, num_seeds: COUNT },
};

export interface WeightsFile {
  readonly file: string;
  /** Safetensors, or the original's .eqx. */
  readonly bytes: Uint8Array;
  readonly config: WeightsConfig;
  /** The first seed that it says it holds, and how many; an .eqx file doesn't say how many. */
  readonly startSeed: number;
  readonly numSeeds?: number;
}

/** Reads a file of weights. Throws a `UserError` that names it, also for metadata that are wrong. */
export function readWeights(file: string): Promise<WeightsFile> {
  return readAs(file, (bytes) => {
    if (isNpy(bytes)) {
      weightsOf(bytes);
      return { file, bytes, config: {}, startSeed: 0 };
    }
    const config = configOf(readWeightsFile(bytes).metadata);
    const { start_seed: startSeed = 0, num_seeds: numSeeds = 1 } = config;
    return { file, bytes, config, startSeed, numSeeds };
  });
}

/** Empty where the metadata hold no configuration: weights from elsewhere say what they like. */
function configOf(metadata: TensorFile['metadata']): WeightsConfig {
  const text = Object.hasOwn(metadata, 'config') ? metadata.config! : '';
  try {
    const given = isJson(text) ? parseJson(text) : null;
    const config = given instanceof Map ? Object.fromEntries(given) : {};
    for (const [key, rule] of Object.entries(RULES)) {
      if (Object.hasOwn(config, key)) check(key, config[key], rule);
    }
    return config;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`a file of weights whose metadata are wrong: ${error.message}`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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

export function weightsOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('weights', {
      type: 'string',
      describe: "trained weights: a safetensors file, or an .eqx file of the original's",
    })
    .option('net', {
      type: 'string',
      describe: 'the network of the weights (by default what they say)',
    })
    .option('task', { type: 'string', describe: 'the task of the weights, likewise' });
}

/** What weights are of: as the options say, and where they say nothing, the file. */
interface WeightsModel {
  readonly net: string;
  readonly task: string;
  /** Undefined where only a grid is known. */
  readonly scenario: BaseScenario | undefined;
  /** What the file tells of the grid. */
  readonly known: Partial<NetworkShape>;
}

/** Throws a UserError where neither says it, or they contradict. The core must be loaded. */
function modelOf(
  weights: WeightsFile,
  args: WeightsArguments,
  given: BaseScenario | undefined,
): WeightsModel {
  const net = agreed(weights, 'net', args.net, sameNet);
  const task = agreed(weights, 'task', args.task, sameText) ?? 'predict';
  if (net === undefined) {
    throw new UserError(`--net is missing: '${weights.file}' does not say of which network it is`);
  }
  if (given !== undefined) return { net, task, scenario: given, known: {} };
  const numbers = [args.dims, args.points, args.channels].some((one) => one !== undefined);
  if (args.scenario !== undefined || numbers) {
    const scenario = scenarioOf(args);
    return { net, task, scenario, known: numbers ? ownGrid(weights) : {} };
  }
  return { net, task, scenario: ownScenario(weights, args), known: ownGrid(weights) };
}

/**
 * The emulators that the weights are of, and for whose states: those of `given`, else as options and
 * file say. A UserError names the file, and what it says that the options don't. The core must be
 * loaded.
 */
export async function emulatorsOf(
  weights: WeightsFile,
  args: WeightsArguments,
  precision: Precision | undefined,
  given?: BaseScenario,
): Promise<NeuralStepper> {
  const { file, bytes, config, numSeeds } = weights;
  const { net, task, scenario, known } = modelOf(weights, args, given);
  let stepper: NeuralStepper;
  try {
    if (scenario !== undefined) {
      stepper = await scenario.loadModel(bytes, { task, net, precision });
    } else {
      const network = getNetwork(net, gridOf(args, known));
      const emulatorOf = await readTask(undefined, task);
      stepper = loadModel(network, emulatorOf, weightsOf(bytes), { precision });
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const says = [...(['net', 'task'] as const), ...(scenario === undefined ? GRID : [])]
      .filter((key) => config[key] !== undefined && args[key] === undefined)
      .map((key) => `${key} ${clipped(String(config[key]))}`);
    if (says.length === 0) {
      throw error instanceof WeightsError ? new UserError(`'${file}': ${error.message}`) : error;
    }
    throw new UserError(`'${file}' says ${says.join(', ')}: ${error.message}`);
  }
  if (numSeeds !== undefined && stepper.numSeeds !== numSeeds) {
    throw new UserError(
      `the weights in '${file}' are of ${stepper.numSeeds} seeds, and say that they are of ` +
        numSeeds,
    );
  }
  return stepper;
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
