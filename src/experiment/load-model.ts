/** Weights that were trained before, as the parameters of a network. */

import { float64Of } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { check, checkNdArray, type Rule } from '../checks.js';
import { UserError } from '../errors.js';
import type { Network, Parameter } from '../nets/index.js';
import { readSafetensors, type TensorFile } from '../safetensors.js';
import { type EmulatorMaker, NeuralStepper, type RawWeight } from '../training/index.js';
import { readFileOf } from './read-file.js';

/**
 * Trained weights, in each form in which the library gives them: those of a result or a stepper,
 * what `readSafetensors` gives, the path of a file of weights (in a page, its address).
 */
export type Weights = readonly RawWeight[] | Pick<TensorFile, 'tensors'> | string;

const WEIGHTS: Rule = {
  allowed:
    'a list of { path, shape, data }, what readSafetensors gives, or the path of such a file',
  fits: (value) =>
    Array.isArray(value) &&
    value.every((one) => typeof one === 'object' && typeof one?.path === 'string'),
};

/** The tensors of a file as a list of arrays. */
export const weightsIn = ({ tensors }: Pick<TensorFile, 'tensors'>): RawWeight[] =>
  [...tensors].map(([path, tensor]) => ({ path, ...float64Of(tensor) }));

/** Weights as a list of arrays. Throws a UserError for what is none, and a file that is not there. */
export async function weightsOf(weights: Weights): Promise<readonly RawWeight[]> {
  if (typeof weights === 'string')
    return weightsOf(readSafetensors(await readFileOf('the weights', weights)));
  if (!Array.isArray(weights) && (weights as TensorFile | null)?.tensors instanceof Map) {
    return weightsIn(weights as TensorFile);
  }
  check('weights', weights, WEIGHTS);
  const list = weights as readonly RawWeight[];
  for (const weight of list) checkNdArray(`the weight '${weight.path}'`, weight);
  return list;
}

/** Lines of a message; of more it says how many there are. */
const MOST_LINES = 12;

/**
 * The emulator of weights by leaf path, each with a leading axis of seeds or, for one seed,
 * without. Throws a UserError where they do not fit the network, which lists the names and shapes
 * that differ.
 */
export function loadModel(
  network: Network,
  emulatorOf: EmulatorMaker,
  weights: readonly RawWeight[],
  precision?: Precision,
): NeuralStepper {
  const { config, parameters } = network;
  const byPath = new Map(weights.map((weight) => [weight.path, weight]));
  const numSeeds = seedsOf(parameters, byPath);
  const faults: string[] = [];
  const params = parameters.map(({ path, shape }) => {
    const weight = byPath.get(path);
    if (weight === undefined) {
      faults.push(`the weights lack '${path}', which ${config} has`);
      return new Float64Array();
    }
    const whole = [numSeeds, ...shape].join(' x ');
    const bare = numSeeds === 1 ? shape.join(' x ') : whole;
    const given = weight.shape.join(' x ');
    if (given !== whole && given !== bare) {
      faults.push(`'${path}' has the shape ${given} in the weights, ${bare} in ${config}`);
    }
    return weight.data;
  });
  const names = new Set(parameters.map(({ path }) => path));
  for (const path of byPath.keys()) {
    if (!names.has(path)) faults.push(`the weights hold '${path}', which ${config} lacks`);
  }
  if (faults.length > 0) throw new UserError(`the weights are of another network:${list(faults)}`);
  return new NeuralStepper(network, emulatorOf, params, numSeeds, precision);
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
