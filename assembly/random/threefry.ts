/**
 * Threefry-2x32 with 20 rounds and the two ways in which JAX lays a stream of bits over it.
 *
 * Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011), and
 * jax._src.prng. Layout 0 is JAX's original one (its default before 0.5), layout 1 the
 * partitionable one.
 */

/** The third key word is k0 ^ k1 ^ PARITY. */
const PARITY: u32 = 0x1bd11bda;

/** Four rounds with the rotations r0 … r3 on the pair `high << 32 | low`. */
// @ts-ignore: decorator
@inline
function rounds(pair: u64, r0: u32, r1: u32, r2: u32, r3: u32): u64 {
  let x = <u32>(pair >> 32);
  let y = <u32>pair;
  x += y;
  y = rotl<u32>(y, r0) ^ x;
  x += y;
  y = rotl<u32>(y, r1) ^ x;
  x += y;
  y = rotl<u32>(y, r2) ^ x;
  x += y;
  y = rotl<u32>(y, r3) ^ x;
  return ((<u64>x) << 32) | y;
}

/** Adds two key words to the pair, word by word. */
// @ts-ignore: decorator
@inline
function inject(pair: u64, a: u32, b: u32): u64 {
  return ((<u64>(<u32>(pair >> 32) + a)) << 32) | (<u32>pair + b);
}

/** The block function: key (k0, k1), counter (c0, c1); returns `word 0 << 32 | word 1`. */
export function threefry(k0: u32, k1: u32, c0: u32, c1: u32): u64 {
  const k2 = k0 ^ k1 ^ PARITY;
  let x = ((<u64>(c0 + k0)) << 32) | (c1 + k1);
  x = inject(rounds(x, 13, 15, 26, 6), k1, k2 + 1);
  x = inject(rounds(x, 17, 29, 16, 24), k2, k0 + 2);
  x = inject(rounds(x, 13, 15, 26, 6), k0, k1 + 3);
  x = inject(rounds(x, 17, 29, 16, 24), k1, k2 + 4);
  return inject(rounds(x, 13, 15, 26, 6), k2, k0 + 5);
}

/**
 * Writes the original layout's hash of the counters 0 … n-1 to out (u32[n]): counter i goes with
 * counter i + ⌈n/2⌉ into one block (0 where that is past the end).
 */
function hashCounters(k0: u32, k1: u32, n: i32, out: usize): void {
  const half = (n + 1) >> 1;
  for (let i = 0; i < half; i++) {
    const second = half + i;
    const block = threefry(k0, k1, i, second < n ? second : 0);
    store<u32>(out + (<usize>i << 2), <u32>(block >> 32));
    if (second < n) store<u32>(out + (<usize>second << 2), <u32>block);
  }
}

/** n new keys, u32[n][2], from one. */
export function randomSplit(k0: u32, k1: u32, n: i32, layout: i32, out: usize): void {
  if (layout == 0) {
    hashCounters(k0, k1, 2 * n, out);
    return;
  }
  for (let i = 0; i < n; i++) {
    const block = threefry(k0, k1, 0, i);
    store<u32>(out + (<usize>i << 3), <u32>(block >> 32));
    store<u32>(out + (<usize>i << 3), <u32>block, 4);
  }
}

/** The key, u32[2], that belongs to (key, data); the same in both layouts. */
export function randomFoldIn(k0: u32, k1: u32, data: u32, out: usize): void {
  const block = threefry(k0, k1, 0, data);
  store<u32>(out, <u32>(block >> 32));
  store<u32>(out, <u32>block, 4);
}

/** n words of 32 random bits, u32[n]. */
export function randomBits(k0: u32, k1: u32, n: i32, layout: i32, out: usize): void {
  if (layout == 0) {
    hashCounters(k0, k1, n, out);
    return;
  }
  for (let i = 0; i < n; i++) {
    const block = threefry(k0, k1, 0, i);
    store<u32>(out + (<usize>i << 2), <u32>(block >> 32) ^ <u32>block);
  }
}
