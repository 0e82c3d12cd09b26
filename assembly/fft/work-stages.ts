/**
 * Stockham stages (the map: stages.ts) between work arrays, which hold complex vector k at base +
 * 32k: 16 bytes of real parts, 16 of imaginary parts, one SIMD lane per line. Radix 4 skips its
 * twiddles at p = 0. Other radices: generic-radix.ts, and 8 through stages.ts.
 */

import { butterfly2, butterfly3, butterfly4, butterfly5 } from './butterflies';

export function radix2<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  for (let p = 0; p < m; p++, t += 2 * sizeof<T>(), y += st) {
    const w1r = v128.load_splat<T>(t);
    const w1i = v128.load_splat<T>(t, sizeof<T>());
    for (const end = x + st; x < end; x += 32, y += 32) {
      butterfly2<T>(x, ms, 16, y, st, 16, true, w1r, w1i);
    }
  }
}

export function radix2Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly2<T>(x, st, 16, y, st, 16, false, none, none);
  }
}

export function radix4<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly4<T>(x, ms, 16, y, st, 16, true, true, false, none, none, none, none, none, none);
  }
  y += 3 * st;
  t += 6 * sizeof<T>();
  for (let p = 1; p < m; p++, t += 6 * sizeof<T>(), y += 3 * st) {
    const w1r = v128.load_splat<T>(t);
    const w1i = v128.load_splat<T>(t, sizeof<T>());
    const w2r = v128.load_splat<T>(t, 2 * sizeof<T>());
    const w2i = v128.load_splat<T>(t, 3 * sizeof<T>());
    const w3r = v128.load_splat<T>(t, 4 * sizeof<T>());
    const w3i = v128.load_splat<T>(t, 5 * sizeof<T>());
    for (const end = x + st; x < end; x += 32, y += 32) {
      butterfly4<T>(x, ms, 16, y, st, 16, true, true, true, w1r, w1i, w2r, w2i, w3r, w3i);
    }
  }
}

export function radix4Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly4<T>(x, st, 16, y, st, 16, true, true, false, none, none, none, none, none, none);
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
      butterfly3<T>(x, x + ms, x + 2 * ms, 16, y, st, 16, true, w1r, w1i, w2r, w2i);
    }
  }
}

export function radix3Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly3<T>(x, x + st, x + 2 * st, 16, y, st, 16, false, none, none, none, none);
  }
}

export function radix5<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  for (let p = 0; p < m; p++, t += 8 * sizeof<T>(), y += 4 * st) {
    for (const end = x + st; x < end; x += 32, y += 32) {
      butterfly5<T>(x, x + ms, x + 2 * ms, x + 3 * ms, x + 4 * ms, 16, y, st, 16, true, t);
    }
  }
}

export function radix5Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly5<T>(x, x + st, x + 2 * st, x + 3 * st, x + 4 * st, 16, y, st, 16, false, 0);
  }
}

// @ts-ignore: decorator
@inline
function next(at: usize, step: usize, end: usize, size: usize): usize {
  at += step;
  return at >= end ? at - size : at;
}

/**
 * First stage of radix 3 of a transform of 3m points, m prime to 3, without twiddles (Good,
 * Thomas): y[3p + j] = Σ_i x[(m·i + 3p) mod 3m] exp(-2πi ij/3). The stages that follow transform p,
 * and the mode k ends at (k mod 3) + 3·(k mod m).
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
    butterfly3<T>(a, b, c, 16, y, 32, 16, false, none, none, none, none);
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
    butterfly5<T>(a, b, c, d, e, 16, y, 32, 16, false, 0);
    a += 160;
    b = next(b, 160, end, size);
    c = next(c, 160, end, size);
    d = next(d, 160, end, size);
    e = next(e, 160, end, size);
  }
}
