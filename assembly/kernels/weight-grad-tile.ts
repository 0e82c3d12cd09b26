// The register tiles under the weight gradients: dot products of rows of the output's gradient with
// shifted rows of the input, and of what Winograd's transforms make of both.

import { madd } from '../math/madd';
import { sumLanes } from './lanes';

/** Adds a vector's lane sum to an element. */
// @ts-ignore: decorator
@inline
function accumulate<T>(at: usize, v: v128): void {
  store<T>(at, load<T>(at) + sumLanes<T>(v));
}

/**
 * dw[0..2)[0..3) += Σ over rows q and `bytes` of columns, for two channels of g and three streams
 * (channel and tap) of x. Row q of g is at g0 + gRows[q] (and g1 + …), row q of stream s at xs +
 * xRows_s[q·rowStep].
 */
export function tile<T>(
  count: i32,
  bytes: usize,
  g0: usize,
  g1: usize,
  gRows: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  rows0: usize,
  rows1: usize,
  rows2: usize,
  rowStep: usize,
  dw: usize,
  dwRow: usize,
  channels: i32,
  streams: i32,
): void {
  const zero = v128.splat<T>(<T>0);
  let a0 = zero,
    a1 = zero,
    a2 = zero,
    b0 = zero,
    b1 = zero,
    b2 = zero;
  for (let q = 0; q < count; q++) {
    const row = <usize>load<u32>(gRows);
    let p = g0 + row;
    const d = g1 - g0;
    let s0 = x0 + <usize>load<u32>(rows0),
      s1 = x1 + <usize>load<u32>(rows1),
      s2 = x2 + <usize>load<u32>(rows2);
    const end = p + bytes;
    while (p != end) {
      const u = v128.load(p),
        v = v128.load(p + d);
      const y0 = v128.load(s0);
      a0 = madd<T>(u, y0, a0);
      b0 = madd<T>(v, y0, b0);
      const y1 = v128.load(s1);
      a1 = madd<T>(u, y1, a1);
      b1 = madd<T>(v, y1, b1);
      const y2 = v128.load(s2);
      a2 = madd<T>(u, y2, a2);
      b2 = madd<T>(v, y2, b2);
      p += 16;
      s0 += 16;
      s1 += 16;
      s2 += 16;
    }
    gRows += 4;
    rows0 += rowStep;
    rows1 += rowStep;
    rows2 += rowStep;
  }
  const e = sizeof<T>();
  accumulate<T>(dw, a0);
  if (streams > 1) accumulate<T>(dw + e, a1);
  if (streams > 2) accumulate<T>(dw + 2 * e, a2);
  if (channels == 1) return;
  dw += dwRow;
  accumulate<T>(dw, b0);
  if (streams > 1) accumulate<T>(dw + e, b1);
  if (streams > 2) accumulate<T>(dw + 2 * e, b2);
}

/** db[o] += Σ over the same rows and columns. */
export function biasTile<T>(count: i32, bytes: usize, g: usize, gRows: usize, db: usize): void {
  let a = v128.splat<T>(<T>0);
  for (let q = 0; q < count; q++) {
    let p = g + <usize>load<u32>(gRows + ((<usize>q) << 2));
    for (const end = p + bytes; p != end; p += 16) a = v128.add<T>(a, v128.load(p));
  }
  accumulate<T>(db, a);
}

/** The sums of four vectors' lanes, each in the order of `sumLanes`, as one vector. */
// @ts-ignore: decorator
@inline
function sumLanes4(a: v128, b: v128, c: v128, d: v128): v128 {
  const e = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const f = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(e, f, 0, 2, 4, 6), v128.shuffle<f32>(e, f, 1, 3, 5, 7));
}

/**
 * Dot products of two gradient channels with four input channels over `count` vectors: [2][4], set
 * or added.
 */
// @ts-ignore: decorator
@inline
export function dots(g: usize, x: usize, count: i32, to: usize, add: bool): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    b0 = a0,
    b1 = a0,
    b2 = a0,
    b3 = a0;
  for (const end = g + ((<usize>count) << 5); g != end; g += 32) {
    const u = v128.load(g),
      v = v128.load(g, 16);
    const x0 = v128.load(x);
    a0 = madd<f32>(u, x0, a0);
    b0 = madd<f32>(v, x0, b0);
    const x1 = v128.load(x, 16);
    a1 = madd<f32>(u, x1, a1);
    b1 = madd<f32>(v, x1, b1);
    const x2 = v128.load(x, 32);
    a2 = madd<f32>(u, x2, a2);
    b2 = madd<f32>(v, x2, b2);
    const x3 = v128.load(x, 48);
    a3 = madd<f32>(u, x3, a3);
    b3 = madd<f32>(v, x3, b3);
    x += 64;
  }
  let a = sumLanes4(a0, a1, a2, a3),
    b = sumLanes4(b0, b1, b2, b3);
  if (add) {
    a = f32x4.add(v128.load(to), a);
    b = f32x4.add(v128.load(to, 16), b);
  }
  v128.store(to, a);
  v128.store(to, b, 16);
}
