// Sums of spectra with operators, y = Σ_t operator_t · x_t, in the order of the terms, in one pass
// over the modes.
//
// Arguments of spectralSum (items = E·B·C·pieces; a piece is a range of modes)
//   0 y  [E, B, C, 2, M]   1 E·B   2 C   3 M   4 modes of a piece, a multiple of 4   5 terms
//   then for each term: kind (0: x itself, times a 1: real, 2: complex, 3: imaginary operator),
//   address of the operator's plane (complex: of the first), then for each channel: address of that
//   channel of the first sample, bytes from sample to sample
// What is read may lie where y lies, mode by mode.

import { int, ptr } from '../schedule/args';
import { ceilDiv, lanes } from './lanes';

const PLAIN = 0;
const REAL = 1;
const COMPLEX = 2;
const IMAGINARY = 3;

/** a (times e, if `scaled`) plus `count` terms with imaginary operators. */
// @ts-ignore: decorator
@inline
function usual<T>(
  scaled: bool,
  count: i32,
  a: usize,
  aIm: usize,
  e: usize,
  x0: usize,
  k0: usize,
  x1: usize,
  k1: usize,
  x2: usize,
  k2: usize,
  xIm: usize,
  y: usize,
  yIm: usize,
  bytes: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    let re = v128.load(a + i);
    let im = v128.load(a + aIm + i);
    if (scaled) {
      const f = v128.load(e + i);
      re = v128.mul<T>(re, f);
      im = v128.mul<T>(im, f);
    }
    const f0 = v128.load(k0 + i);
    re = v128.sub<T>(re, v128.mul<T>(v128.load(x0 + xIm + i), f0));
    im = v128.add<T>(im, v128.mul<T>(v128.load(x0 + i), f0));
    if (count > 1) {
      const f1 = v128.load(k1 + i);
      re = v128.sub<T>(re, v128.mul<T>(v128.load(x1 + xIm + i), f1));
      im = v128.add<T>(im, v128.mul<T>(v128.load(x1 + i), f1));
    }
    if (count > 2) {
      const f2 = v128.load(k2 + i);
      re = v128.sub<T>(re, v128.mul<T>(v128.load(x2 + xIm + i), f2));
      im = v128.add<T>(im, v128.mul<T>(v128.load(x2 + i), f2));
    }
    v128.store(y + i, re);
    v128.store(y + yIm + i, im);
  }
}

/** The channel's spectrum in term t. */
// @ts-ignore: decorator
@inline
function spectrum(ip: usize, t: i32, channels: i32, c: i32, sample: i32): usize {
  const at: usize = 6 + <usize>(t * (2 + 2 * channels) + 2 + 2 * c);
  return ptr(ip, at) + <usize>sample * ptr(ip, at + 1);
}

/** A vector of numbers, or one number in all lanes. */
// @ts-ignore: decorator
@inline
function fetch<T>(vectors: bool, at: usize): v128 {
  return vectors ? v128.load(at) : v128.load_splat<T>(at);
}

/**
 * Any sum of a sample's channel over `bytes` of modes from byte `at` of its planes on, by whole
 * vectors or mode by mode. All terms of a mode are read before it is written.
 */
// @ts-ignore: decorator
@inline
function others<T>(
  vectors: bool,
  ip: usize,
  terms: i32,
  channels: i32,
  c: i32,
  sample: i32,
  y: usize,
  plane: usize,
  at: usize,
  bytes: usize,
): void {
  const each: usize = <usize>(2 + 2 * channels);
  for (const end = at + bytes; at < end; at += vectors ? 16 : sizeof<T>()) {
    let re = v128.splat<T>(<T>0);
    let im = re;
    for (let t = 0; t < terms; t++) {
      const kind = int(ip, 6 + <usize>t * each);
      const x = spectrum(ip, t, channels, c, sample) + at;
      const k = ptr(ip, 7 + <usize>t * each) + at;
      const xr = fetch<T>(vectors, x);
      const xi = fetch<T>(vectors, x + plane);
      let r = xr;
      let i = xi;
      if (kind == REAL) {
        const kr = fetch<T>(vectors, k);
        r = v128.mul<T>(xr, kr);
        i = v128.mul<T>(xi, kr);
      } else if (kind == COMPLEX) {
        const kr = fetch<T>(vectors, k);
        const ki = fetch<T>(vectors, k + plane);
        r = v128.sub<T>(v128.mul<T>(xr, kr), v128.mul<T>(xi, ki));
        i = v128.add<T>(v128.mul<T>(xr, ki), v128.mul<T>(xi, kr));
      } else if (kind == IMAGINARY) {
        const ki = fetch<T>(vectors, k);
        r = v128.neg<T>(v128.mul<T>(xi, ki));
        i = v128.mul<T>(xr, ki);
      }
      re = t == 0 ? r : v128.add<T>(re, r);
      im = t == 0 ? i : v128.add<T>(im, i);
    }
    if (vectors) {
      v128.store(y + at, re);
      v128.store(y + plane + at, im);
    } else {
      v128.store_lane<T>(y + at, re, 0);
      v128.store_lane<T>(y + plane + at, im, 0);
    }
  }
}

export function spectralSum<T>(ip: usize, lo: i32, hi: i32): void {
  const channels = int(ip, 2);
  const modes = int(ip, 3);
  const piece = int(ip, 4);
  const terms = int(ip, 5);
  const plane = <usize>modes * sizeof<T>();
  const pieces = ceilDiv(modes, piece);
  const each: usize = <usize>(2 + 2 * channels);
  const head = int(ip, 6);
  let fits = (head == PLAIN || head == REAL) && terms >= 2 && terms <= 4;
  for (let t = 1; t < terms; t++) if (int(ip, 6 + <usize>t * each) != IMAGINARY) fits = false;
  for (let item = lo; item < hi; item++) {
    const row = item / pieces;
    const from = (item - row * pieces) * piece;
    const sample = row / channels;
    const c = row - sample * channels;
    const at = <usize>from * sizeof<T>();
    const n = min(piece, modes - from);
    const y = ptr(ip, 0) + 2 * <usize>row * plane + at;
    const bytes = <usize>(n & ~(lanes<T>() - 1)) * sizeof<T>();
    const rest = n & (lanes<T>() - 1);
    if (fits) {
      const a = spectrum(ip, 0, channels, c, sample) + at;
      const e = ptr(ip, 7) + at;
      const x0 = spectrum(ip, 1, channels, c, sample) + at;
      const k0 = ptr(ip, 7 + each) + at;
      const x1 = terms > 2 ? spectrum(ip, 2, channels, c, sample) + at : 0;
      const k1 = terms > 2 ? ptr(ip, 7 + 2 * each) + at : 0;
      const x2 = terms > 3 ? spectrum(ip, 3, channels, c, sample) + at : 0;
      const k2 = terms > 3 ? ptr(ip, 7 + 3 * each) + at : 0;
      if (head == REAL) {
        if (terms == 2)
          usual<T>(true, 1, a, plane, e, x0, k0, x1, k1, x2, k2, plane, y, plane, bytes);
        else if (terms == 3)
          usual<T>(true, 2, a, plane, e, x0, k0, x1, k1, x2, k2, plane, y, plane, bytes);
        else usual<T>(true, 3, a, plane, e, x0, k0, x1, k1, x2, k2, plane, y, plane, bytes);
      } else {
        if (terms == 2)
          usual<T>(false, 1, a, plane, e, x0, k0, x1, k1, x2, k2, plane, y, plane, bytes);
        else if (terms == 3)
          usual<T>(false, 2, a, plane, e, x0, k0, x1, k1, x2, k2, plane, y, plane, bytes);
        else usual<T>(false, 3, a, plane, e, x0, k0, x1, k1, x2, k2, plane, y, plane, bytes);
      }
    } else {
      others<T>(true, ip, terms, channels, c, sample, y - at, plane, at, bytes);
    }
    if (rest) {
      const from = at + bytes;
      others<T>(
        false,
        ip,
        terms,
        channels,
        c,
        sample,
        y - at,
        plane,
        from,
        <usize>rest * sizeof<T>(),
      );
    }
  }
}
