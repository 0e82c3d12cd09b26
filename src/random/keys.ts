/**
 * Keys of JAX's counter-based random numbers (threefry2x32), and what derives keys from keys.
 *
 * A key is a pair of 32-bit words; the same key gives the same numbers everywhere. `partitionable`
 * selects the bit layout: false (our default) is JAX's before version 0.5, true the one since.
 * Everything here needs the core to be loaded.
 */

import seedrandom from 'seedrandom';
import { check, checkOptions, FLAG, type Rule, TEXT, wholeFrom } from '../checks.js';
import { core } from '../core/index.js';

/** Two unsigned 32-bit words. */
export type Key = readonly [number, number];

/** How bits are drawn. */
export interface RandomOptions {
  /** The bit layout: false as JAX before 0.5, true as JAX since. Default false. */
  readonly partitionable?: boolean;
}

/** A layout as results name it. */
export type ThreefryLayout = 'original' | 'partitionable';

/** The name of a layout. */
export function threefryLayout(options?: RandomOptions): ThreefryLayout {
  return options?.partitionable ? 'partitionable' : 'original';
}

/** The number by which the core knows a layout. */
export function layoutOf(options: RandomOptions = {}): number {
  checkOptions('random', options, { partitionable: FLAG });
  return options.partitionable ? 1 : 0;
}

/** The seeds that users may give: what 32 bits hold, with a sign or without. */
export const SEED_RANGE = { min: -0x80000000, max: 0xffffffff } as const;

const SAFE_INTEGER: Rule = {
  allowed: 'a whole number below 2^53 in size',
  fits: Number.isSafeInteger,
};

/**
 * The key of a seed: `[0, seed mod 2^32]`, as JAX without 64-bit integers makes it (`PRNGKey`).
 * Throws a UserError if the seed is not a whole number.
 */
export function PRNGKey(seed: number): Key {
  check('a seed', seed, SAFE_INTEGER);
  return [0, seed >>> 0];
}

/**
 * A seed made from a text: the first 32 bits that the package seedrandom (ARC4) gives for it.
 * JAX knows no such seeds.
 */
export function seedFromString(text: string): number {
  check('what a seed is made of', text, TEXT);
  return seedrandom(text).int32() >>> 0;
}

const isWord = (word: unknown) => wholeFrom(0).fits(word) && (word as number) <= 0xffffffff;
const KEY: Rule = {
  allowed: 'a pair of 32-bit words, as PRNGKey makes it',
  fits: (key) => Array.isArray(key) && key.length === 2 && key.every(isWord),
};

/** @throws UserError for what is no key. */
export const checkKey = (key: Key): void => check('a key', key, KEY);

/** `n` new keys from one (`jax.random.split`). In the original layout they all depend on `n`. */
export function split(key: Key, n = 2, options?: RandomOptions): Key[] {
  checkKey(key);
  check('the number of keys', n, wholeFrom(0));
  const { memory, randomSplit, withScratch } = core();
  return withScratch(8 * n, (out) => {
    randomSplit(key[0], key[1], n, layoutOf(options), out);
    const words = new Uint32Array(memory.buffer, out, 2 * n);
    return Array.from({ length: n }, (_, i): Key => [words[2 * i], words[2 * i + 1]]);
  });
}

/** The key that belongs to a key and a number (`jax.random.fold_in`; the same in both layouts). */
export function foldIn(key: Key, data: number): Key {
  checkKey(key);
  check('what is folded into a key', data, SAFE_INTEGER);
  const { memory, randomFoldIn, withScratch } = core();
  return withScratch(8, (out) => {
    randomFoldIn(key[0], key[1], data, out);
    const words = new Uint32Array(memory.buffer, out, 2);
    return [words[0], words[1]];
  });
}
