// The register tiles under the direct weight gradient: dot products of rows of the output's
// gradient with shifted rows of the input.

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
      a0 = v128.add<T>(a0, v128.mul<T>(u, y0));
      b0 = v128.add<T>(b0, v128.mul<T>(v, y0));
      const y1 = v128.load(s1);
      a1 = v128.add<T>(a1, v128.mul<T>(u, y1));
      b1 = v128.add<T>(b1, v128.mul<T>(v, y1));
      const y2 = v128.load(s2);
      a2 = v128.add<T>(a2, v128.mul<T>(u, y2));
      b2 = v128.add<T>(b2, v128.mul<T>(v, y2));
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
