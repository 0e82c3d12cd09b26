// Stockham stages of radix 3 and 5 (the map: butterflies.ts), with and without twiddles.

import { put, putTurned } from './butterflies';

// @ts-ignore: decorator
@inline
function butterfly3<T>(
  a: usize, b: usize, c: usize, y: usize, st: usize,
  turn: bool, w1r: v128, w1i: v128, w2r: v128, w2i: v128,
): void {
  const half = v128.splat<T>(<T>-0.5);
  const height = v128.splat<T>(<T>0.8660254037844386);
  const ar = v128.load(a);
  const ai = v128.load(a, 16);
  const br = v128.load(b);
  const bi = v128.load(b, 16);
  const cr = v128.load(c);
  const ci = v128.load(c, 16);
  const tr = v128.add<T>(br, cr);
  const ti = v128.add<T>(bi, ci);
  put(y, v128.add<T>(ar, tr), v128.add<T>(ai, ti));
  const mr = v128.add<T>(ar, v128.mul<T>(half, tr));
  const mi = v128.add<T>(ai, v128.mul<T>(half, ti));
  const nr = v128.mul<T>(height, v128.sub<T>(br, cr));
  const ni = v128.mul<T>(height, v128.sub<T>(bi, ci));
  if (turn) {
    putTurned<T>(y + st, v128.add<T>(mr, ni), v128.sub<T>(mi, nr), w1r, w1i);
    putTurned<T>(y + 2 * st, v128.sub<T>(mr, ni), v128.add<T>(mi, nr), w2r, w2i);
  } else {
    put(y + st, v128.add<T>(mr, ni), v128.sub<T>(mi, nr));
    put(y + 2 * st, v128.sub<T>(mr, ni), v128.add<T>(mi, nr));
  }
}

export function radix3<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  for (let p = 0; p < m; p++, t += 4 * sizeof<T>(), y += 2 * st) {
    const w1r = v128.load_splat<T>(t);
    const w1i = v128.load_splat<T>(t, sizeof<T>());
    const w2r = v128.load_splat<T>(t, 2 * sizeof<T>());
    const w2i = v128.load_splat<T>(t, 3 * sizeof<T>());
    for (const end = x + st; x < end; x += 32, y += 32) {
      butterfly3<T>(x, x + ms, x + 2 * ms, y, st, true, w1r, w1i, w2r, w2i);
    }
  }
}

export function radix3Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly3<T>(x, x + st, x + 2 * st, y, st, false, none, none, none, none);
  }
}

// @ts-ignore: decorator
@inline
function put5<T>(y: usize, re: v128, im: v128, turn: bool, t: usize): void {
  if (turn) {
    putTurned<T>(y, re, im, v128.load_splat<T>(t), v128.load_splat<T>(t, sizeof<T>()));
  } else {
    put(y, re, im);
  }
}

// @ts-ignore: decorator
@inline
function butterfly5<T>(
  a: usize, b: usize, c: usize, d: usize, e: usize, y: usize, st: usize, turn: bool, t: usize,
): void {
  const quarter = v128.splat<T>(<T>0.25);
  const root = v128.splat<T>(<T>0.5590169943749475);
  const s1 = v128.splat<T>(<T>0.9510565162951535);
  const s2 = v128.splat<T>(<T>0.5877852522924731);
  const ar = v128.load(a);
  const ai = v128.load(a, 16);
  const br = v128.load(b);
  const er = v128.load(e);
  const bi = v128.load(b, 16);
  const ei = v128.load(e, 16);
  const t1r = v128.add<T>(br, er);
  const t1i = v128.add<T>(bi, ei);
  const t3r = v128.sub<T>(br, er);
  const t3i = v128.sub<T>(bi, ei);
  const cr = v128.load(c);
  const dr = v128.load(d);
  const ci = v128.load(c, 16);
  const di = v128.load(d, 16);
  const t2r = v128.add<T>(cr, dr);
  const t2i = v128.add<T>(ci, di);
  const t4r = v128.sub<T>(cr, dr);
  const t4i = v128.sub<T>(ci, di);
  // cos(2π/5) t1 + cos(4π/5) t2 = -(t1 + t2)/4 + √5/4 (t1 - t2); with t1, t2 exchanged: -√5/4.
  const sr = v128.add<T>(t1r, t2r);
  const si = v128.add<T>(t1i, t2i);
  put(y, v128.add<T>(ar, sr), v128.add<T>(ai, si));
  const mr = v128.sub<T>(ar, v128.mul<T>(quarter, sr));
  const mi = v128.sub<T>(ai, v128.mul<T>(quarter, si));
  const gr = v128.mul<T>(root, v128.sub<T>(t1r, t2r));
  const gi = v128.mul<T>(root, v128.sub<T>(t1i, t2i));
  const m1r = v128.add<T>(mr, gr);
  const m1i = v128.add<T>(mi, gi);
  const n1i = v128.add<T>(v128.mul<T>(s1, t3i), v128.mul<T>(s2, t4i));
  const n1r = v128.add<T>(v128.mul<T>(s1, t3r), v128.mul<T>(s2, t4r));
  put5<T>(y + st, v128.add<T>(m1r, n1i), v128.sub<T>(m1i, n1r), turn, t);
  put5<T>(y + 4 * st, v128.sub<T>(m1r, n1i), v128.add<T>(m1i, n1r), turn, t + 6 * sizeof<T>());
  const m2r = v128.sub<T>(mr, gr);
  const m2i = v128.sub<T>(mi, gi);
  const n2i = v128.sub<T>(v128.mul<T>(s2, t3i), v128.mul<T>(s1, t4i));
  const n2r = v128.sub<T>(v128.mul<T>(s2, t3r), v128.mul<T>(s1, t4r));
  put5<T>(y + 2 * st, v128.add<T>(m2r, n2i), v128.sub<T>(m2i, n2r), turn, t + 2 * sizeof<T>());
  put5<T>(y + 3 * st, v128.sub<T>(m2r, n2i), v128.add<T>(m2i, n2r), turn, t + 4 * sizeof<T>());
}

export function radix5<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  for (let p = 0; p < m; p++, t += 8 * sizeof<T>(), y += 4 * st) {
    for (const end = x + st; x < end; x += 32, y += 32) {
      butterfly5<T>(x, x + ms, x + 2 * ms, x + 3 * ms, x + 4 * ms, y, st, true, t);
    }
  }
}

export function radix5Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly5<T>(x, x + st, x + 2 * st, x + 3 * st, x + 4 * st, y, st, false, 0);
  }
}

// @ts-ignore: decorator
@inline
function next(at: usize, step: usize, end: usize, size: usize): usize {
  at += step;
  return at >= end ? at - size : at;
}

/**
 * First stage of radix 3 of a transform of 3m points, m prime to 3, without twiddles (Good, Thomas):
 * y[3p + j] = Σ_i x[(m·i + 3p) mod 3m] exp(-2πi ij/3). The stages that follow transform p, and the
 * mode k ends at (k mod 3) + 3·(k mod m).
 */
export function radix3Coprime<T>(m: i32, x: usize, y: usize): void {
  const size = <usize>(3 * m) << 5;
  const ms = <usize>m << 5;
  const none = i32x4.splat(0);
  const end = x + size;
  let a = x;
  let b = x + ms;
  let c = b + ms;
  for (let p = 0; p < m; p++, y += 96) {
    butterfly3<T>(a, b, c, y, 32, false, none, none, none, none);
    a += 96;
    b = next(b, 96, end, size);
    c = next(c, 96, end, size);
  }
}

/** The same of radix 5. */
export function radix5Coprime<T>(m: i32, x: usize, y: usize): void {
  const size = <usize>(5 * m) << 5;
  const ms = <usize>m << 5;
  const end = x + size;
  let a = x;
  let b = x + ms;
  let c = b + ms;
  let d = c + ms;
  let e = d + ms;
  for (let p = 0; p < m; p++, y += 160) {
    butterfly5<T>(a, b, c, d, e, y, 32, false, 0);
    a += 160;
    b = next(b, 160, end, size);
    c = next(c, 160, end, size);
    d = next(d, 160, end, size);
    e = next(e, 160, end, size);
  }
}
