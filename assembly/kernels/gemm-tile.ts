/**
 * The register tiles under every convolution and dense layer: Y = bias + A·B for one or two rows of
 * A and four vectors (16 f32 or 8 f64) of columns of B.
 *
 * Element A[r][q] is the scalar at a + r·aRow + q·aStep; row q of B is the 64 bytes at b + q·bStep;
 * row r of the result is the 64 bytes at y + r·yRow. Every column is accumulated alone, q
 * ascending, starting from the bias, so a value never depends on the tile it was computed in.
 */

import { madd } from '../math/madd';
import { lanes } from './lanes';

/** What is done to an output element before it is stored. */
export namespace Epilogue {
  /** Nothing. */
  export const NONE: i32 = 0;
  /** 0 where y < 0, else y (NaN and -0 stay). */
  export const RELU: i32 = 1;
  /** y where extra > 0, else 0: the gradient through a relu whose output (or input) is `extra`. */
  export const RELU_GRAD: i32 = 2;
  /** y + extra. */
  export const ADD: i32 = 3;
}

/** Applies an epilogue to one vector; `extra` is the address of the vector's counterpart. */
// @ts-ignore: decorator
@inline
export function finish<T>(v: v128, epilogue: i32, extra: usize): v128 {
  if (epilogue == Epilogue.NONE) return v;
  if (epilogue == Epilogue.RELU) return v128.pmax<T>(v, v128.splat<T>(<T>0));
  if (epilogue == Epilogue.RELU_GRAD) {
    return v128.and(v, v128.gt<T>(v128.load(extra), v128.splat<T>(<T>0)));
  }
  return v128.add<T>(v, v128.load(extra));
}

/** Applies an epilogue to one element. */
// @ts-ignore: decorator
@inline
export function finishOne<T>(v: T, epilogue: i32, extra: usize): T {
  if (epilogue == Epilogue.RELU) return v < <T>0 ? <T>0 : v;
  if (epilogue == Epilogue.RELU_GRAD) return load<T>(extra) > <T>0 ? v : <T>0;
  return epilogue == Epilogue.ADD ? v + load<T>(extra) : v;
}

/** Finishes and stores the four vectors of a row. */
// @ts-ignore: decorator
@inline
function storeRow<T>(
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
  y: usize,
  epilogue: i32,
  extra: usize,
): void {
  if (epilogue == Epilogue.NONE) {
    v128.store(y, v0);
    v128.store(y, v1, 16);
    v128.store(y, v2, 32);
    v128.store(y, v3, 48);
  } else {
    v128.store(y, finish<T>(v0, epilogue, extra));
    v128.store(y, finish<T>(v1, epilogue, extra + 16), 16);
    v128.store(y, finish<T>(v2, epilogue, extra + 32), 32);
    v128.store(y, finish<T>(v3, epilogue, extra + 48), 48);
  }
}

/** One row of A. */
// @ts-ignore: decorator
@inline
function row<T>(
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  count: i32,
  y: usize,
  bias: usize,
  epilogue: i32,
  extra: usize,
): void {
  let c0 = bias ? v128.load_splat<T>(bias) : v128.splat<T>(<T>0);
  let c1 = c0,
    c2 = c0,
    c3 = c0;
  const end = b + <usize>count * bStep;
  while (b != end) {
    const w = v128.load_splat<T>(a);
    c0 = madd<T>(w, v128.load(b), c0);
    c1 = madd<T>(w, v128.load(b, 16), c1);
    c2 = madd<T>(w, v128.load(b, 32), c2);
    c3 = madd<T>(w, v128.load(b, 48), c3);
    a += aStep;
    b += bStep;
  }
  storeRow<T>(c0, c1, c2, c3, y, epilogue, extra);
}

/** Two rows of A. */
// @ts-ignore: decorator
@inline
function rowPair<T>(
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  count: i32,
  y: usize,
  yRow: usize,
  bias: usize,
  epilogue: i32,
  extra: usize,
  extraRow: usize,
): void {
  let c0 = v128.splat<T>(<T>0),
    d0 = c0;
  if (bias) {
    c0 = v128.load_splat<T>(bias);
    d0 = v128.load_splat<T>(bias + sizeof<T>());
  }
  let c1 = c0,
    c2 = c0,
    c3 = c0,
    d1 = d0,
    d2 = d0,
    d3 = d0;
  const end = b + <usize>count * bStep;
  while (b != end) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16),
      b2 = v128.load(b, 32),
      b3 = v128.load(b, 48);
    const w = v128.load_splat<T>(a);
    c0 = madd<T>(w, b0, c0);
    c1 = madd<T>(w, b1, c1);
    c2 = madd<T>(w, b2, c2);
    c3 = madd<T>(w, b3, c3);
    const z = v128.load_splat<T>(a + aRow);
    d0 = madd<T>(z, b0, d0);
    d1 = madd<T>(z, b1, d1);
    d2 = madd<T>(z, b2, d2);
    d3 = madd<T>(z, b3, d3);
    a += aStep;
    b += bStep;
  }
  storeRow<T>(c0, c1, c2, c3, y, epilogue, extra);
  storeRow<T>(d0, d1, d2, d3, y + yRow, epilogue, extra + extraRow);
}

/** Copies the first `columns` elements of a row of the buffer to its place. */
// @ts-ignore: decorator
@inline
function putColumns<T>(y: usize, buffer: usize, columns: i32): void {
  for (let n: usize = 0; n < <usize>columns * sizeof<T>(); n += sizeof<T>()) {
    store<T>(y + n, load<T>(buffer + n));
  }
}

/**
 * All `rows` rows of A against one panel of B, of which the first `columns` (at most 4·lanes)
 * columns are stored. `buffer` is 128 bytes of scratch. `extra` (parallel to y, rows `yRow` apart)
 * is read only by the epilogues that need it.
 */
export function panelGemm<T>(
  rows: i32,
  count: i32,
  columns: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  y: usize,
  yRow: usize,
  bias: usize,
  epilogue: i32,
  extra: usize,
  buffer: usize,
): void {
  const pairs = rows & ~1;
  const whole = columns == 4 * lanes<T>();
  for (let r = 0; r < pairs; r += 2) {
    if (whole) {
      rowPair<T>(a, aRow, aStep, b, bStep, count, y, yRow, bias, epilogue, extra, yRow);
    } else {
      rowPair<T>(a, aRow, aStep, b, bStep, count, buffer, 64, bias, epilogue, extra, yRow);
      putColumns<T>(y, buffer, columns);
      putColumns<T>(y + yRow, buffer + 64, columns);
    }
    a += 2 * aRow;
    y += 2 * yRow;
    extra += 2 * yRow;
    if (bias) bias += 2 * sizeof<T>();
  }
  if (rows == pairs) return;
  row<T>(a, aStep, b, bStep, count, whole ? y : buffer, bias, epilogue, extra);
  if (!whole) putColumns<T>(y, buffer, columns);
}
