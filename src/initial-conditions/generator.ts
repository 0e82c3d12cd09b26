/** What draws initial conditions, and how a set of them is drawn. */

import { type NdArray, sizeOf } from '../arrays.js';
import { check, type Rule, requireMemory, wholeFrom } from '../checks.js';
import { loadCore } from '../core/index.js';
import { Pace } from '../platform/index.js';
import { type Key, type RandomOptions, split } from '../random/index.js';
import { spatialShape } from '../spectral/index.js';

/** Where uniform draws lie: from low to high. */
export type Range = readonly [low: number, high: number];

/**
 * A distribution of initial conditions. The draws are JAX's float32 numbers; all arithmetic after
 * them is f64.
 */
export interface InitialConditionGenerator {
  /** Number of spatial dimensions. */
  readonly dims: number;
  /** Number of channels. */
  readonly numChannels: number;
  /** One draw on N points per axis: `[C, ...N]`. */
  generate(numPoints: number, key: Key, options?: RandomOptions): Float64Array;
}

export const GENERATOR: Rule = {
  allowed: 'a generator of initial conditions',
  fits: (value) => typeof (value as InitialConditionGenerator | null)?.generate === 'function',
};

/**
 * A set of draws `[numSamples, C, ...N]` (exponax: `build_ic_set`). The keys form a chain, for
 * every sample `(key, sub) = split(key, 2)`, so the first samples do not depend on how many are
 * drawn.
 */
export async function buildIcSet(
  generator: InitialConditionGenerator,
  numPoints: number,
  numSamples: number,
  key: Key | Promise<Key>,
  options?: RandomOptions,
): Promise<NdArray> {
  await loadCore();
  check('what states are drawn from', generator, GENERATOR);
  check('the number of samples', numSamples, wholeFrom(0));
  const state = [generator.numChannels, ...spatialShape(generator.dims, numPoints)];
  const size = sizeOf(state);
  requireMemory('the states', [numSamples, ...state]);
  const data = new Float64Array(numSamples * size);
  let chain = await key;
  const pace = new Pace();
  for (let sample = 0; sample < numSamples; sample++) {
    const [next, sub] = split(chain, 2, options);
    chain = next!;
    data.set(generator.generate(numPoints, sub!, options), sample * size);
    await pace.keep();
  }
  return { data, shape: [numSamples, ...state] };
}
