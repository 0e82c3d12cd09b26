/** Weights that were trained before, as the parameters of a network. */

import { float64Of } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { BYTES, check, checkNdArray, type Rule } from '../checks.js';
import { clipped, UserError } from '../errors.js';
import type { Network, Parameter } from '../nets/index.js';
import type { NpyRecord } from '../npy.js';
import { readSafetensors, type TensorFile } from '../safetensors.js';
import { type EmulatorMaker, NeuralStepper, type RawWeight } from '../training/index.js';
import { eqxRecords, namedRecords } from './eqx.js';

/**
 * Trained weights, in each form in which the library gives them: those of a result or a stepper,
 * what `readSafetensors` gives, the bytes or the path (in a page, the address) of a safetensors file
 * or of an `.eqx` file of the original's.
 */
export type Weights = readonly RawWeight[] | Pick<TensorFile, 'tensors'> | Uint8Array | string;

/** What weights are to be, and what is made of them. */
export interface LoadOptions {
  /** Default `predict`. */
  readonly task?: string;
  /** The network's config string. */
  readonly net: string;
  /** How many seeds the weights must be of; by default what they are of. */
  readonly numSeeds?: number;
  /** Of the stepper. Default f32. */
  readonly precision?: Precision;
}

/** Weights that do not fit what they are loaded as. */
export class WeightsError extends UserError {}

/** Weights by name, or the records of a file that has no names. */
export type GivenWeights =
  | { readonly weights: readonly RawWeight[] }
  | { readonly records: readonly NpyRecord[] };

const WEIGHTS: Rule = {
  allowed:
    'a list of { path, shape, data }, what readSafetensors gives, or the bytes or the path of a ' +
    'file of weights',
  fits: (value) =>
    Array.isArray(value) &&
    value.every((one) => typeof one === 'object' && typeof one?.path === 'string'),
};

/** The tensors of a file as a list of arrays. */
const weightsIn = ({ tensors }: Pick<TensorFile, 'tensors'>): RawWeight[] =>
  [...tensors].map(([path, tensor]) => ({ path, ...float64Of(tensor) }));

/** Of JSON: the heading of every safetensors file begins with it, behind its length in eight bytes. */
const BRACE = 0x7b;

/** A file of weights that is no .eqx file. Throws a UserError, also for what is no such file either. */
export function readWeightsFile(bytes: Uint8Array): TensorFile {
  if (bytes[8] === BRACE) return readSafetensors(bytes);
  throw new UserError('neither a safetensors file nor an .eqx file');
}

/** Weights that are at hand, those of a file by what is in it. Throws a UserError for what is none. */
export function weightsOf(weights: Exclude<Weights, string>): GivenWeights {
  if (BYTES.fits(weights)) {
    const records = eqxRecords(weights as Uint8Array);
    if (records !== undefined) return { records };
    return { weights: weightsIn(readWeightsFile(weights as Uint8Array)) };
  }
  if (!Array.isArray(weights) && (weights as TensorFile | null)?.tensors instanceof Map) {
    return { weights: weightsIn(weights as TensorFile) };
  }
  check('weights', weights, WEIGHTS);
  const list = weights as readonly RawWeight[];
  for (const weight of list) checkNdArray(`the weight '${weight.path}'`, weight);
  return { weights: list };
}

/** Reads what was in a file; a `UserError` names it. */
export function namingFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`'${clipped(path, 160)}': ${error.message}`);
  }
}

/** Lines of a message; of more it says how many there are. */
const MOST_LINES = 12;

/**
 * The emulator of weights, each with a leading axis of seeds or, for one seed, without. Throws a
 * UserError where they do not fit the network, which lists the names and shapes that differ, and
 * where they are of another number of seeds than `numSeeds`.
 */
export function loadModel(
  network: Network,
  emulatorOf: EmulatorMaker,
  given: GivenWeights,
  options: Pick<LoadOptions, 'numSeeds' | 'precision'> = {},
): NeuralStepper {
  const { config, parameters } = network;
  const faults: string[] = [];
  const weights =
    'weights' in given
      ? given.weights
      : namedRecords(network, given.records, faults, emulatorOf.stepsCoarse);
  const byPath = new Map(weights.map((weight) => [weight.path, weight]));
  const numSeeds = seedsOf(parameters, byPath);
  const params = parameters.map(({ path, shape }) => {
    const weight = byPath.get(path);
    if (weight === undefined) {
      faults.push(`the weights lack '${path}', which ${config} has`);
      return new Float64Array();
    }
    const whole = [numSeeds, ...shape].join(' x ');
    const bare = numSeeds === 1 ? shape.join(' x ') : whole;
    const shown = weight.shape.join(' x ');
    if (shown !== whole && shown !== bare) {
      const is = shown === '' ? 'is a single number' : `has the shape ${shown}`;
      faults.push(`'${path}' ${is} in the weights, ${bare} in ${config}`);
    }
    return weight.data;
  });
  const names = new Set(parameters.map(({ path }) => path));
  for (const path of byPath.keys()) {
    if (!names.has(path)) faults.push(`the weights hold '${path}', which ${config} lacks`);
  }
  if (faults.length > 0) {
    throw new WeightsError(`the weights are of another network:${list(faults)}`);
  }
  if (options.numSeeds !== undefined && options.numSeeds !== numSeeds) {
    const are = numSeeds === 1 ? '1 seed' : `${numSeeds} seeds`;
    throw new WeightsError(`the weights are of ${are}, not of ${options.numSeeds}`);
  }
  return new NeuralStepper(network, emulatorOf, params, numSeeds, options.precision);
}

/** The extent of the axis of seeds, where every weight of the network has one of the same extent. */
function seedsOf(
  parameters: readonly Parameter[],
  weights: ReadonlyMap<string, RawWeight>,
): number {
  const leading = parameters.map(({ path, shape }) => {
    const given = weights.get(path)?.shape ?? [];
    return given.length === shape.length + 1 ? given[0]! : 1;
  });
  const first = leading[0] ?? 1;
  return first > 0 && leading.every((extent) => extent === first) ? first : 1;
}

function list(faults: readonly string[]): string {
  const left = faults.length - MOST_LINES;
  const more = left > 0 ? [`… and ${left} more`] : [];
  return [...faults.slice(0, MOST_LINES), ...more].map((line) => `\n  ${line}`).join('');
}
