/**
 * What looks at a run from outside while it trains: named values of the network before certain
 * updates.
 *
 * A callback has one value per seed at updates 0, k, 2k, … and none (null) at all others. The
 * network is the one before the update, as in the original. (The original's closures share one
 * `k`, that of the callback named last; here each keeps its own.)
 */

import { partOf } from '../arrays.js';

/** One seed's network as it was before an update: its arrays in leaf order. */
export class NetworkSnapshot {
  constructor(readonly params: readonly Float64Array[]) {}

  toString(): string {
    return `network of ${this.params.reduce((n, { length }) => n + length, 0)} parameters`;
  }
}

/** A named value that is taken from the network every so many updates. */
export interface TrainingCallback {
  readonly name: string;
  readonly every: number;
  /** One value per seed. `params` are the arrays in leaf order, each with a leading seed axis. */
  value(params: readonly Float64Array[], numSeeds: number): Promise<unknown[]> | unknown[];
}

/** The values of all callbacks before one update, by name; null where a callback has none. */
export type AuxEntry = Record<string, unknown>;

/** The first update after `update` at which some callback has a value, at most `end`. */
export function nextCall(
  callbacks: readonly TrainingCallback[],
  update: number,
  end: number,
): number {
  return callbacks.reduce(
    (next, { every }) => Math.min(next, (Math.floor(update / every) + 1) * every),
    end,
  );
}

/** Whether some callback has a value at `update`. */
export function isCalled(callbacks: readonly TrainingCallback[], update: number): boolean {
  return callbacks.some(({ every }) => update % every === 0);
}

/** The entries of all seeds before `update`. */
export async function callAll(
  callbacks: readonly TrainingCallback[],
  params: readonly Float64Array[],
  numSeeds: number,
  update: number,
): Promise<AuxEntry[]> {
  const entries = Array.from({ length: numSeeds }, (): AuxEntry => ({}));
  for (const callback of callbacks) {
    const called = update % callback.every === 0;
    const values = called ? await callback.value(params, numSeeds) : [];
    for (const [seed, entry] of entries.entries()) entry[callback.name] = values[seed] ?? null;
  }
  return entries;
}

/** `net;k`: the network's arrays. */
export function netCallback(every: number): TrainingCallback {
  return {
    name: 'net',
    every,
    value: (params, numSeeds) =>
      Array.from(
        { length: numSeeds },
        (_, seed) => new NetworkSnapshot(params.map((values) => partOf(values, seed, numSeeds))),
      ),
  };
}

/** `weight_norm;k`: the root of the sum of squares of all the network's numbers. */
export function weightNormCallback(every: number): TrainingCallback {
  return {
    name: 'weight_norm',
    every,
    value: (params, numSeeds) =>
      Array.from({ length: numSeeds }, (_, seed) => {
        let sum = 0;
        for (const values of params) for (const x of partOf(values, seed, numSeeds)) sum += x * x;
        return Math.sqrt(sum);
      }),
  };
}
