/** Callbacks that look at the network alone. */

import { partOf } from '../../arrays.js';
import { checkOptions, FLAG, TEXT } from '../../checks.js';
import { checkEvery, type TrainingCallback } from './callback.js';

/** One seed's network as it was before an update: its arrays in leaf order. */
export class NetworkSnapshot {
  constructor(
    /** An array for each parameter. */
    readonly params: readonly Float64Array[],
  ) {}

  /** What tables show in its place. */
  toString(): string {
    return `network of ${this.params.reduce((n, { length }) => n + length, 0)} parameters`;
  }
}

/** The arrays of each seed. */
function ofEachSeed<T>(
  params: readonly Float64Array[],
  numSeeds: number,
  take: (ofSeed: Float64Array[]) => T,
): T[] {
  return Array.from({ length: numSeeds }, (_, seed) =>
    take(params.map((values) => partOf(values, seed, numSeeds))),
  );
}

/** The network, as a `NetworkSnapshot`. */
export class GetNetwork implements TrainingCallback {
  constructor(
    readonly every: number,
    readonly name = 'network',
  ) {
    checkEvery(name, every);
  }

  value(params: readonly Float64Array[], numSeeds: number): NetworkSnapshot[] {
    return ofEachSeed(params, numSeeds, (ofSeed) => new NetworkSnapshot(ofSeed));
  }
}

/** The root of the sum of squares, or with `squared` the sum itself. */
export function normOf(arrays: readonly Float64Array[], squared: boolean): number {
  let sum = 0;
  for (const values of arrays) for (const x of values) sum += x * x;
  return squared ? sum : Math.sqrt(sum);
}

/**
 * The root of the sum of squares of all the network's numbers, or with `squared` the sum. Those of
 * a coarse solver, which the original counts too, are none of them.
 */
export class WeightNorm implements TrainingCallback {
  readonly name: string;
  private readonly squared: boolean;

  constructor(
    readonly every: number,
    options: {
      /** The sum of squares instead of its root; default false. */
      squared?: boolean;
      /** Of the columns; default `weight_norm`. */
      name?: string;
    } = {},
  ) {
    checkOptions('WeightNorm', options, { squared: FLAG, name: TEXT });
    const { squared = false, name = 'weight_norm' } = options;
    this.name = name;
    this.squared = squared;
    checkEvery(name, every);
  }

  value(params: readonly Float64Array[], numSeeds: number): number[] {
    return ofEachSeed(params, numSeeds, (ofSeed) => normOf(ofSeed, this.squared));
  }
}
