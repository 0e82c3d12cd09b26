/**
 * The random numbers of the public API: those of `keys.ts` and `draws.ts` as promises, so that
 * nobody has to load the core first. Where a key is wanted the promise of one will do:
 * `await uniform(foldIn(PRNGKey(0), 3), [10])`. A bad argument rejects with a UserError.
 *
 * @module
 */

import { loadCore } from '../core/index.js';
import * as draws from './draws.js';
import * as keys from './keys.js';

export type { Shape } from './draws.js';
export type { Key, RandomOptions } from './keys.js';

/** The key of a seed (`jax.random.PRNGKey`). */
export async function PRNGKey(seed: number): Promise<keys.Key> {
  return keys.PRNGKey(seed);
}

/** A seed made from a text, by the package seedrandom. */
export async function seedFromString(text: string): Promise<number> {
  return keys.seedFromString(text);
}

/** A function of a key that waits for the core and for the key. */
function promised<Rest extends unknown[], Result>(
  draw: (key: keys.Key, ...rest: Rest) => Result,
): (key: keys.Key | Promise<keys.Key>, ...rest: Rest) => Promise<Result> {
  return async (key, ...rest) => {
    await loadCore();
    return draw(await key, ...rest);
  };
}

/** `n` new keys from one (`jax.random.split`). */
export const split = promised(keys.split);
/** The key that belongs to a key and a number (`jax.random.fold_in`). */
export const foldIn = promised(keys.foldIn);
/** 32 random bits per value (`jax.random.bits`). */
export const randomBits = promised(draws.randomBits);
/** Uniform float32 numbers in [lo, hi) (`jax.random.uniform`). */
export const uniform = promised(draws.uniform);
/** Standard normal float32 numbers (`jax.random.normal`). */
export const normal = promised(draws.normal);
/** Integers in [lo, hi) (`jax.random.randint`). */
export const randint = promised(draws.randint);
/** A permutation of 0 … n-1 (`jax.random.permutation`). */
export const permutation = promised(draws.permutation);
/** Indices out of 0 … n-1 (`jax.random.choice` without weights). */
export const choice = promised(draws.choice);
