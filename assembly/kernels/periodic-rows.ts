/**
 * Periodic boundaries: copies of a sample's rows (last axis) with a halo on both sides, so that
 * every tap of a convolution is a plain unaligned load, and a table of the wrapped rows for the
 * axes before the last.
 */

import { ceilDiv, lanes } from './lanes';

/** n modulo m, in 0..m-1 for negative n too. */
// @ts-ignore: decorator
@inline
export function wrap(n: i32, m: i32): i32 {
  const r = n % m;
  return r < 0 ? r + m : r;
}

/** Elements of a halo row for `width` columns: both rounded up to 4 vectors. */
export function haloStride<T>(width: i32, halo: i32): i32 {
  const panel = 4 * lanes<T>();
  return ceilDiv(ceilDiv(width, panel) * panel + halo, panel) * panel;
}

/**
 * Copies `rows` dense rows of `width` elements to rows of `stride` elements: column c of a copy is
 * column (c − left) mod width of its source for c < left + width + right, and 0 beyond. Up to 16
 * bytes behind the last copy are overwritten.
 */
export function haloRows<T>(
  from: usize,
  to: usize,
  rows: i32,
  width: i32,
  left: i32,
  right: i32,
  stride: i32,
): void {
  const e = sizeof<T>();
  const bytes = <usize>width * e;
  const step = <usize>stride * e;
  const first = <usize>left * e;
  const slack = <usize>ceilDiv(stride - left - width - right, lanes<T>()) * 16;
  const zero = v128.splat<T>(<T>0);
  for (let r = 0; r < rows; r++) {
    for (let z = to + step - slack; z < to + step; z += 16) v128.store(z, zero);
    const at = to + first;
    for (let n: usize = 0; n < bytes; n += 16) v128.store(at + n, v128.load(from + n));
    for (let n = 0; n < left; n++) {
      store<T>(to + <usize>n * e, load<T>(from + <usize>wrap(n - left, width) * e));
    }
    for (let n = 0; n < right; n++) {
      store<T>(at + bytes + <usize>n * e, load<T>(from + <usize>wrap(n, width) * e));
    }
    // What the last vector of the copy wrote beyond the halo is made zero again.
    const written = <usize>ceilDiv(width, lanes<T>()) * 16;
    for (let n = bytes + <usize>right * e; n < written; n += e) store<T>(at + n, <T>0);
    from += bytes;
    to += step;
  }
}

/**
 * For output row (r0, r1) of a space of s0 × s1 rows, the byte offset of the source row of every
 * outer tap (j0, j1) in row-major order: row ((r0 + j0·dilation − before) mod s0, (r1 + j1·dilation
 * − before) mod s1), rows `rowBytes` apart. Axes that the convolution has not (dimensions < 3, < 2)
 * have one tap.
 */
export function wrappedRows(
  table: usize,
  dimensions: i32,
  taps: i32,
  dilation: i32,
  before: i32,
  r0: i32,
  r1: i32,
  s0: i32,
  s1: i32,
  rowBytes: usize,
): void {
  const taps0 = dimensions > 2 ? taps : 1;
  const taps1 = dimensions > 1 ? taps : 1;
  for (let j0 = 0; j0 < taps0; j0++) {
    const q0 = dimensions > 2 ? wrap(r0 + j0 * dilation - before, s0) : r0;
    for (let j1 = 0; j1 < taps1; j1++) {
      const q1 = dimensions > 1 ? wrap(r1 + j1 * dilation - before, s1) : r1;
      store<u32>(table, <u32>(<usize>(q0 * s1 + q1) * rowBytes));
      table += 4;
    }
  }
}
