/**
 * Sums. Both accumulate in float64 and round once.
 *
 * sum: over any axes but the batch, in row-major order of what is summed; along a contiguous last
 * axis in four interleaved accumulators.
 *
 * batchSum: over the batch, in chunks of ceil(B/10) samples in order, then a pairwise tree over the
 * chunks.
 */

import { int, ptr, scratch } from '../schedule/args';
import { BatchSum, Sum } from './arguments/reduce';

// @ts-ignore: decorator
@inline
function at<T>(p: usize): f64 {
  return <f64>load<T>(p);
}

/** The sum of `count` elements, `stride` elements apart. */
function line<T>(p: usize, count: i32, stride: i32): f64 {
  const step = <usize>stride * sizeof<T>();
  if (count < 8) {
    let s: f64 = 0;
    for (let n = 0; n < count; n++, p += step) s += at<T>(p);
    return s;
  }
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
  let n = 0;
  for (; n + 4 <= count; n += 4) {
    s0 += at<T>(p);
    s1 += at<T>(p + step);
    s2 += at<T>(p + 2 * step);
    s3 += at<T>(p + 3 * step);
    p += 4 * step;
  }
  for (; n < count; n++, p += step) s0 += at<T>(p);
  return s0 + s2 + (s1 + s3);
}

export function sum<T>(ip: usize, lo: i32, hi: i32): void {
  const x = ptr(ip, Sum.X);
  const y = ptr(ip, Sum.Y);
  const kept = int(ip, Sum.KEPT);
  const summed = int(ip, Sum.SUMMED);
  const keptAt: usize = Sum.AXES;
  const summedAt = keptAt + <usize>(2 * kept);
  const inner = int(ip, summedAt + <usize>(summed - 1));
  const innerStride = int(ip, summedAt + <usize>(2 * summed - 1));
  let lines = 1;
  for (let d = 0; d < summed - 1; d++) lines *= int(ip, summedAt + <usize>d);
  for (let item = lo; item < hi; item++) {
    let base = 0;
    let rest = item;
    for (let d = kept - 1; d >= 0; d--) {
      const extent = int(ip, keptAt + <usize>d);
      base += (rest % extent) * int(ip, keptAt + <usize>(kept + d));
      rest /= extent;
    }
    let total: f64 = 0;
    for (let l = 0; l < lines; l++) {
      let offset = base;
      let index = l;
      for (let d = summed - 2; d >= 0; d--) {
        const extent = int(ip, summedAt + <usize>d);
        offset += (index % extent) * int(ip, summedAt + <usize>(summed + d));
        index /= extent;
      }
      total += line<T>(x + <usize>offset * sizeof<T>(), inner, innerStride);
    }
    store<T>(y + <usize>item * sizeof<T>(), <T>total);
  }
}

export function batchSum<T>(ip: usize, lo: i32, hi: i32): void {
  const x = ptr(ip, BatchSum.X);
  const y = ptr(ip, BatchSum.Y);
  const B = int(ip, BatchSum.BATCH);
  const inner = int(ip, BatchSum.INNER);
  const size = (B + 9) / 10;
  const chunks = (B + size - 1) / size;
  const partial = scratch();
  const step = <usize>inner * sizeof<T>();
  for (let item = lo; item < hi; item++) {
    const seed = item / inner;
    let p = x + (<usize>(seed * B) * <usize>inner + <usize>(item - seed * inner)) * sizeof<T>();
    for (let c = 0; c < chunks; c++) {
      const n = min(size, B - c * size);
      let s: f64 = 0;
      for (let b = 0; b < n; b++, p += step) s += at<T>(p);
      store<f64>(partial + (<usize>c << 3), s);
    }
    let n = chunks;
    while (n > 1) {
      const half = n >> 1;
      for (let c = 0; c < half; c++) {
        const pair = partial + (<usize>c << 4);
        store<f64>(partial + (<usize>c << 3), load<f64>(pair) + load<f64>(pair, 8));
      }
      if (n & 1) {
        store<f64>(partial + (<usize>half << 3), load<f64>(partial + (<usize>(n - 1) << 3)));
      }
      n = half + (n & 1);
    }
    store<T>(y + <usize>item * sizeof<T>(), <T>load<f64>(partial));
  }
}
