/**
 * Sums of spectra with operators, y = Σ_t operator_t · x_t, in the order of the terms, in one pass
 * over the modes.
 */

import { int, ptr } from '../schedule/args';
import {
  CHANNEL_WORDS, SpectralChannel, SpectralSum, SpectralTerm, TermKind,
} from './arguments/spectral-sum';
import { ceilDiv, lanes } from './lanes';

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

/** Where term t begins among the arguments. */
// @ts-ignore: decorator
@inline
function termAt(t: i32, channels: i32): usize {
  const each = SpectralTerm.FIRST_CHANNEL + CHANNEL_WORDS * channels;
  return <usize>(SpectralSum.FIRST_TERM + t * each);
}

/** The kind of term t. */
// @ts-ignore: decorator
@inline
function kindOf(ip: usize, t: i32, channels: i32): i32 {
  return int(ip, termAt(t, channels) + SpectralTerm.KIND);
}

/** The operator of term t. */
// @ts-ignore: decorator
@inline
function operator(ip: usize, t: i32, channels: i32): usize {
  return ptr(ip, termAt(t, channels) + SpectralTerm.OPERATOR);
}

/** The channel's spectrum in term t. */
// @ts-ignore: decorator
@inline
function spectrum(ip: usize, t: i32, channels: i32, c: i32, sample: i32): usize {
  const at = termAt(t, channels) + <usize>(SpectralTerm.FIRST_CHANNEL + CHANNEL_WORDS * c);
  const first = ptr(ip, at + SpectralChannel.ADDRESS);
  return first + <usize>sample * ptr(ip, at + SpectralChannel.STRIDE);
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
  for (const end = at + bytes; at < end; at += vectors ? 16 : sizeof<T>()) {
    let re = v128.splat<T>(<T>0);
    let im = re;
    for (let t = 0; t < terms; t++) {
      const kind = kindOf(ip, t, channels);
      const x = spectrum(ip, t, channels, c, sample) + at;
      const k = operator(ip, t, channels) + at;
      const xr = fetch<T>(vectors, x);
      const xi = fetch<T>(vectors, x + plane);
      let r = xr;
      let i = xi;
      if (kind == TermKind.REAL) {
        const kr = fetch<T>(vectors, k);
        r = v128.mul<T>(xr, kr);
        i = v128.mul<T>(xi, kr);
      } else if (kind == TermKind.COMPLEX) {
        const kr = fetch<T>(vectors, k);
        const ki = fetch<T>(vectors, k + plane);
        r = v128.sub<T>(v128.mul<T>(xr, kr), v128.mul<T>(xi, ki));
        i = v128.add<T>(v128.mul<T>(xr, ki), v128.mul<T>(xi, kr));
      } else if (kind == TermKind.IMAGINARY) {
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
  const channels = int(ip, SpectralSum.CHANNELS);
  const modes = int(ip, SpectralSum.MODES);
  const piece = int(ip, SpectralSum.PIECE);
  const terms = int(ip, SpectralSum.TERMS);
  const plane = <usize>modes * sizeof<T>();
  const pieces = ceilDiv(modes, piece);
  const head = kindOf(ip, 0, channels);
  let fits = (head == TermKind.PLAIN || head == TermKind.REAL) && terms >= 2 && terms <= 4;
  for (let t = 1; t < terms; t++) if (kindOf(ip, t, channels) != TermKind.IMAGINARY) fits = false;
  for (let item = lo; item < hi; item++) {
    const row = item / pieces;
    const from = (item - row * pieces) * piece;
    const sample = row / channels;
    const c = row - sample * channels;
    const at = <usize>from * sizeof<T>();
    const n = min(piece, modes - from);
    const y = ptr(ip, SpectralSum.Y) + 2 * <usize>row * plane + at;
    const bytes = <usize>(n & ~(lanes<T>() - 1)) * sizeof<T>();
    const rest = n & (lanes<T>() - 1);
    if (fits) {
      const a = spectrum(ip, 0, channels, c, sample) + at;
      const e = operator(ip, 0, channels) + at;
      const x0 = spectrum(ip, 1, channels, c, sample) + at;
      const k0 = operator(ip, 1, channels) + at;
      const x1 = terms > 2 ? spectrum(ip, 2, channels, c, sample) + at : 0;
      const k1 = terms > 2 ? operator(ip, 2, channels) + at : 0;
      const x2 = terms > 3 ? spectrum(ip, 3, channels, c, sample) + at : 0;
      const k2 = terms > 3 ? operator(ip, 3, channels) + at : 0;
      if (head == TermKind.REAL) {
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
