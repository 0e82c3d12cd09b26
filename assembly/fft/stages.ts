/**
 * Stockham stages (decimation in frequency) between any two planar places: the first one of a
 * transform reads straight from a tensor, the last one writes straight to one. A stage of radix r
 * at sub-length r·m and stride s maps
 *   y[q + s(rp + j)] = exp(-2πi pj/(rm)) Σ_i x[q + s(p + m·i)] exp(-2πi ij/r),   p < m, q < s.
 * p counts `outer` butterflies, q `inner` ones. The last stage has m = 1 and no twiddles.
 */

import { butterfly2, butterfly3, butterfly4, butterfly5, butterfly8 } from './butterflies';

/**
 * Where one side of a stage lies, in bytes: from butterfly to butterfly, leg to leg, real to
 * imaginary part.
 */
@unmanaged
export class Side {
  at: usize = 0;
  outer: usize = 0;
  inner: usize = 0;
  leg: usize = 0;
  im: usize = 0;
}

// @ts-ignore: decorator
@inline
function all4<T>(
  inner: i32, x: usize, xs: usize, xl: usize, xi: usize, y: usize, ys: usize, yl: usize, yi: usize,
  hasB: bool, hasC: bool, turn: bool, t: usize,
): void {
  let w1r = i32x4.splat(0);
  let w1i = w1r;
  let w2r = w1r;
  let w2i = w1r;
  let w3r = w1r;
  let w3i = w1r;
  if (turn) {
    w1r = v128.load_splat<T>(t);
    w1i = v128.load_splat<T>(t, sizeof<T>());
    w2r = v128.load_splat<T>(t, 2 * sizeof<T>());
    w2i = v128.load_splat<T>(t, 3 * sizeof<T>());
    w3r = v128.load_splat<T>(t, 4 * sizeof<T>());
    w3i = v128.load_splat<T>(t, 5 * sizeof<T>());
  }
  for (let q = 0; q < inner; q++, x += xs, y += ys) {
    butterfly4<T>(x, xl, xi, y, yl, yi, hasB, hasC, turn, w1r, w1i, w2r, w2i, w3r, w3i);
  }
}

/**
 * A stage of radix 4; where `kept` is not negative, rows of x (`rows` in all) further than that
 * from both ends count as zero.
 */
function stage4<T>(
  outer: i32, inner: i32, x: Side, y: Side, turn: bool, t: usize, kept: i32,
): void {
  let xa = x.at;
  let ya = y.at;
  const xs = x.inner;
  const xl = x.leg;
  const xi = x.im;
  const ys = y.inner;
  const yl = y.leg;
  const yi = y.im;
  const xo = x.outer;
  const yo = y.outer;
  for (let p = 0; p < outer; p++, xa += xo, ya += yo, t += 6 * sizeof<T>()) {
    const hasB = kept < 0 || p + outer <= kept;
    const hasC = kept < 0 || 2 * outer - p <= kept;
    if (!turn || p == 0) {
      if (hasB && hasC) all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, true, true, false, t);
      else if (hasB) all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, true, false, false, t);
      else if (hasC) all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, false, true, false, t);
      else all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, false, false, false, t);
    } else {
      if (hasB && hasC) all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, true, true, true, t);
      else if (hasB) all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, true, false, true, t);
      else if (hasC) all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, false, true, true, t);
      else all4<T>(inner, xa, xs, xl, xi, ya, ys, yl, yi, false, false, true, t);
    }
  }
}

function stage2<T>(outer: i32, inner: i32, x: Side, y: Side, turn: bool, t: usize): void {
  for (let p = 0; p < outer; p++, t += 2 * sizeof<T>()) {
    let xa = x.at + <usize>p * x.outer;
    let ya = y.at + <usize>p * y.outer;
    if (turn) {
      const wr = v128.load_splat<T>(t);
      const wi = v128.load_splat<T>(t, sizeof<T>());
      for (let q = 0; q < inner; q++, xa += x.inner, ya += y.inner) {
        butterfly2<T>(xa, x.leg, x.im, ya, y.leg, y.im, true, wr, wi);
      }
    } else {
      const none = i32x4.splat(0);
      for (let q = 0; q < inner; q++, xa += x.inner, ya += y.inner) {
        butterfly2<T>(xa, x.leg, x.im, ya, y.leg, y.im, false, none, none);
      }
    }
  }
}

function stage3<T>(outer: i32, inner: i32, x: Side, y: Side, turn: bool, t: usize): void {
  for (let p = 0; p < outer; p++, t += 4 * sizeof<T>()) {
    let xa = x.at + <usize>p * x.outer;
    let ya = y.at + <usize>p * y.outer;
    if (turn) {
      const w1r = v128.load_splat<T>(t);
      const w1i = v128.load_splat<T>(t, sizeof<T>());
      const w2r = v128.load_splat<T>(t, 2 * sizeof<T>());
      const w2i = v128.load_splat<T>(t, 3 * sizeof<T>());
      for (let q = 0; q < inner; q++, xa += x.inner, ya += y.inner) {
        const b = xa + x.leg;
        butterfly3<T>(xa, b, b + x.leg, x.im, ya, y.leg, y.im, true, w1r, w1i, w2r, w2i);
      }
    } else {
      const none = i32x4.splat(0);
      for (let q = 0; q < inner; q++, xa += x.inner, ya += y.inner) {
        const b = xa + x.leg;
        butterfly3<T>(xa, b, b + x.leg, x.im, ya, y.leg, y.im, false, none, none, none, none);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function legs5<T>(
  x: usize, xl: usize, xi: usize, y: usize, yl: usize, yi: usize, turn: bool, t: usize,
): void {
  const b = x + xl;
  const c = b + xl;
  const d = c + xl;
  butterfly5<T>(x, b, c, d, d + xl, xi, y, yl, yi, turn, t);
}

function stage5<T>(outer: i32, inner: i32, x: Side, y: Side, turn: bool, t: usize): void {
  const xs = x.inner;
  const xl = x.leg;
  const xi = x.im;
  const ys = y.inner;
  const yl = y.leg;
  const yi = y.im;
  for (let p = 0; p < outer; p++, t += 8 * sizeof<T>()) {
    let xa = x.at + <usize>p * x.outer;
    let ya = y.at + <usize>p * y.outer;
    if (turn && p > 0) {
      for (let q = 0; q < inner; q++, xa += xs, ya += ys) {
        legs5<T>(xa, xl, xi, ya, yl, yi, true, t);
      }
    } else {
      for (let q = 0; q < inner; q++, xa += xs, ya += ys) {
        legs5<T>(xa, xl, xi, ya, yl, yi, false, t);
      }
    }
  }
}

function stage8<T>(outer: i32, inner: i32, x: Side, y: Side, turn: bool, t: usize): void {
  const xs = x.inner;
  const xl = x.leg;
  const xi = x.im;
  const ys = y.inner;
  const yl = y.leg;
  const yi = y.im;
  for (let p = 0; p < outer; p++, t += 14 * sizeof<T>()) {
    let xa = x.at + <usize>p * x.outer;
    let ya = y.at + <usize>p * y.outer;
    if (turn && p > 0) {
      for (let q = 0; q < inner; q++, xa += xs, ya += ys) {
        butterfly8<T>(xa, xl, xi, ya, yl, yi, true, t);
      }
    } else {
      for (let q = 0; q < inner; q++, xa += xs, ya += ys) {
        butterfly8<T>(xa, xl, xi, ya, yl, yi, false, t);
      }
    }
  }
}

/** One stage: t is 0 where there are no twiddles. `kept`: see stage4. */
export function stage<T>(
  r: i32, outer: i32, inner: i32, x: Side, y: Side, t: usize, kept: i32,
): void {
  const turn = t != 0;
  if (r == 8) stage8<T>(outer, inner, x, y, turn, t);
  else if (r == 4) stage4<T>(outer, inner, x, y, turn, t, kept);
  else if (r == 5) stage5<T>(outer, inner, x, y, turn, t);
  else if (r == 3) stage3<T>(outer, inner, x, y, turn, t);
  else stage2<T>(outer, inner, x, y, turn, t);
}
