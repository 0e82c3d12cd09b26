/**
 * Folds the partial sums of a batch's chunks: out[e] = scale · (pairwise tree over chunks of
 * partials[e]).
 *
 * The tree goes level by level, p[i] = p[2i] + p[2i+1], an odd last one passing through, so the
 * order depends on the number of chunks alone.
 */

import { int, num, ptr } from '../schedule/args';
import { TreeSum } from './arguments/tree-sum';

/**
 * Bytes of each partial that are folded at a time, so that all levels stay in the first-level
 * cache.
 */
const BLOCK: usize = 1024;

/** Items (seeds) lo..hi−1. */
export function treeSum<T>(ip: usize, lo: i32, hi: i32): void {
  const partials = ptr(ip, TreeSum.PARTIALS),
    out = ptr(ip, TreeSum.OUT),
    chunks = int(ip, TreeSum.CHUNKS);
  const bytes = <usize>int(ip, TreeSum.LENGTH) * sizeof<T>();
  const factor = <T>num(ip, TreeSum.SCALE);
  for (let e = lo; e < hi; e++) {
    const from = partials + <usize>(e * chunks) * bytes;
    const to = out + <usize>e * bytes;
    for (let start: usize = 0; start < bytes; start += BLOCK) {
      const size = min(BLOCK, bytes - start);
      for (let n = chunks; n > 1; n = (n + 1) >> 1) {
        const pairs = n >> 1;
        for (let i = 0; i < pairs; i++) {
          const a = from + <usize>(2 * i) * bytes + start;
          addRows<T>(a, a + bytes, from + <usize>i * bytes + start, size);
        }
        if (n & 1)
          copyRow<T>(
            from + <usize>(n - 1) * bytes + start,
            from + <usize>pairs * bytes + start,
            size,
          );
      }
      scaleRow<T>(from + start, to + start, size, factor);
    }
  }
}

function addRows<T>(a: usize, b: usize, to: usize, bytes: usize): void {
  const whole = bytes & ~(<usize>15);
  let n: usize = 0;
  for (; n < whole; n += 16) v128.store(to + n, v128.add<T>(v128.load(a + n), v128.load(b + n)));
  for (; n < bytes; n += sizeof<T>()) store<T>(to + n, load<T>(a + n) + load<T>(b + n));
}

function copyRow<T>(from: usize, to: usize, bytes: usize): void {
  const whole = bytes & ~(<usize>15);
  let n: usize = 0;
  for (; n < whole; n += 16) v128.store(to + n, v128.load(from + n));
  for (; n < bytes; n += sizeof<T>()) store<T>(to + n, load<T>(from + n));
}

function scaleRow<T>(from: usize, to: usize, bytes: usize, factor: T): void {
  if (factor == <T>1) {
    copyRow<T>(from, to, bytes);
    return;
  }
  const f = v128.splat<T>(factor);
  const whole = bytes & ~(<usize>15);
  let n: usize = 0;
  for (; n < whole; n += 16) v128.store(to + n, v128.mul<T>(f, v128.load(from + n)));
  for (; n < bytes; n += sizeof<T>()) store<T>(to + n, factor * load<T>(from + n));
}
