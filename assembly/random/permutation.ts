/** Random permutations as JAX draws them: stable sorts by random 32-bit keys. */

import { randomBits, randomSplit } from './threefry';

/** JAX sorts ceil(3·ln(n) / ln(2^32 - 1)) times: twice from 1,626 on, thrice from 2,642,246 on. */
const TWO_ROUNDS_FROM: i32 = 1626;
const THREE_ROUNDS_FROM: i32 = 2642246;

/** Bytes of scratch memory that a permutation of n takes. */
export function randomPermutationScratch(n: i32): i32 {
  return 12 * n + 1024 + 16;
}

/**
 * A permutation of 0 … n-1, i32[n] (jax.random.permutation of an integer). Each round splits the
 * key (first carried on, second used) and sorts by bits of the second.
 */
export function randomPermutation(
  k0: u32, k1: u32, n: i32, layout: i32, out: usize, scratch: usize,
): void {
  for (let i = 0; i < n; i++) store<i32>(out + (<usize>i << 2), i);
  const rounds = n < 2 ? 0 : n < TWO_ROUNDS_FROM ? 1 : n < THREE_ROUNDS_FROM ? 2 : 3;
  const bytes = <usize>n << 2;
  const pair = scratch;
  const counts = scratch + 16;
  const keys = counts + 1024;
  for (let round = 0; round < rounds; round++) {
    randomSplit(k0, k1, 2, layout, pair);
    k0 = load<u32>(pair);
    k1 = load<u32>(pair, 4);
    randomBits(load<u32>(pair, 8), load<u32>(pair, 12), n, layout, keys);
    sortByKeys(n, keys, out, keys + bytes, keys + 2 * bytes, counts);
  }
}

/**
 * Sorts `values` by `keys` (both 32-bit, n of them), least significant byte first, so equal keys
 * keep their order. The four passes end where they began.
 */
function sortByKeys(
  n: i32, keys: usize, values: usize, otherKeys: usize, otherValues: usize, counts: usize,
): void {
  const bytes = <usize>n << 2;
  for (let shift: u32 = 0; shift < 32; shift += 8) {
    memory.fill(counts, 0, 1024);
    for (let i: usize = 0; i < bytes; i += 4) {
      const slot = counts + <usize>(((load<u32>(keys + i) >> shift) & 255) << 2);
      store<u32>(slot, load<u32>(slot) + 1);
    }
    let start: u32 = 0;
    for (let slot = counts; slot < counts + 1024; slot += 4) {
      const count = load<u32>(slot);
      store<u32>(slot, start);
      start += count;
    }
    for (let i: usize = 0; i < bytes; i += 4) {
      const key = load<u32>(keys + i);
      const slot = counts + <usize>(((key >> shift) & 255) << 2);
      const place = load<u32>(slot);
      store<u32>(slot, place + 1);
      store<u32>(otherKeys + (<usize>place << 2), key);
      store<u32>(otherValues + (<usize>place << 2), load<u32>(values + i));
    }
    let swap = keys;
    keys = otherKeys;
    otherKeys = swap;
    swap = values;
    values = otherValues;
    otherValues = swap;
  }
}
