/** Files of weights that a command is given. */

import { check, type Rule, wholeFrom } from '../checks.js';
import { parseJson } from '../config/index.js';
import { UserError } from '../errors.js';
import { SEED_RANGE } from '../random/index.js';
import { readSafetensors, type TensorFile } from '../study/index.js';
import type { RawWeight } from '../training/index.js';
import { readAs } from './input-file.js';

export interface WeightsFile {
  readonly weights: readonly RawWeight[];
  /** The seeds that it says it holds: from which on, and how many. */
  readonly startSeed: number;
  readonly numSeeds: number;
}

/** Reads a file of weights. Throws a `UserError` that names it. */
export function readWeights(file: string): Promise<WeightsFile> {
  return readAs(file, (bytes) => {
    const contents = readSafetensors(bytes);
    const weights = [...contents.tensors].map(([path, { shape, data }]) => ({
      path,
      shape,
      data: Float64Array.from(data),
    }));
    return { weights, ...seedsOf(contents) };
  });
}

const START_SEED: Rule = {
  allowed: `a whole number from ${SEED_RANGE.min} to ${SEED_RANGE.max}`,
  fits: (value) =>
    Number.isInteger(value) &&
    (value as number) >= SEED_RANGE.min &&
    (value as number) <= SEED_RANGE.max,
};

/** One seed where the metadata hold no configuration: weights from elsewhere say what they like. */
function seedsOf({ metadata }: TensorFile): Pick<WeightsFile, 'startSeed' | 'numSeeds'> {
  const text = Object.hasOwn(metadata, 'config') ? metadata.config! : '';
  try {
    const config = isJson(text) ? parseJson(text) : null;
    const given: ReadonlyMap<string, unknown> = config instanceof Map ? config : new Map();
    const { start_seed: startSeed = 0, num_seeds: numSeeds = 1 } = Object.fromEntries(given);
    check('start_seed', startSeed, START_SEED);
    check('num_seeds', numSeeds, wholeFrom(1));
    return { startSeed: startSeed as number, numSeeds: numSeeds as number };
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
