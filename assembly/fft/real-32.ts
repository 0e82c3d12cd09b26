/**
 * Real transforms of 32 points of four float32 lines: a complex transform of 16 points as two
 * stages of radix 4, of which the first one takes its points from the lines (forward) or packs the
 * modes (inverse), and the last one unpacks the modes or writes the lines.
 *
 * A work array holds complex vector k at base + 32k, as in butterflies.ts; w is the plan's table of
 * real twiddles, t that of its first stage.
 */

import { high, low } from '../kernels/lanes';

const HALF: f32 = 0.5;

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function first(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

// @ts-ignore: decorator
@inline
function second(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

// @ts-ignore: decorator
@inline
function put(y: usize, re: v128, im: v128): void {
  v128.store(y, re);
  v128.store(y, im, 16);
}

// @ts-ignore: decorator
@inline
function putTurned(y: usize, re: v128, im: v128, t: usize): void {
  const wr = v128.load32_splat(t);
  const wi = v128.load32_splat(t, 4);
  put(y, sub(mul(re, wr), mul(im, wi)), add(mul(re, wi), mul(im, wr)));
}

// @ts-ignore: decorator
@inline
function fly(
  y: usize, turn: bool, t: usize,
  ar: v128, ai: v128, br: v128, bi: v128, cr: v128, ci: v128, dr: v128, di: v128,
): void {
  const sr = add(ar, cr);
  const si = add(ai, ci);
  const mr = sub(ar, cr);
  const mi = sub(ai, ci);
  const pr = add(br, dr);
  const pi = add(bi, di);
  const nr = sub(br, dr);
  const ni = sub(bi, di);
  put(y, add(sr, pr), add(si, pi));
  if (turn) {
    putTurned(y + 32, add(mr, ni), sub(mi, nr), t);
    putTurned(y + 64, sub(sr, pr), sub(si, pi), t + 8);
    putTurned(y + 96, sub(mr, ni), add(mi, nr), t + 16);
  } else {
    put(y + 32, add(mr, ni), sub(mi, nr));
    put(y + 64, sub(sr, pr), sub(si, pi));
    put(y + 96, sub(mr, ni), add(mi, nr));
  }
}

/** Butterflies p and p + 1 of the first stage, from the lines. */
// @ts-ignore: decorator
@inline
function firstPair(
  p0: usize, p1: usize, p2: usize, p3: usize, y: usize, turn: bool, t: usize,
): void {
  let a = v128.load(p0);
  let b = v128.load(p1);
  let c = v128.load(p2);
  let d = v128.load(p3);
  let l0 = low(a, b);
  let l1 = low(c, d);
  let h0 = high(a, b);
  let h1 = high(c, d);
  const ar = first(l0, l1);
  const ai = second(l0, l1);
  const er = first(h0, h1);
  const ei = second(h0, h1);
  a = v128.load(p0, 32);
  b = v128.load(p1, 32);
  c = v128.load(p2, 32);
  d = v128.load(p3, 32);
  l0 = low(a, b);
  l1 = low(c, d);
  h0 = high(a, b);
  h1 = high(c, d);
  const br = first(l0, l1);
  const bi = second(l0, l1);
  const fr = first(h0, h1);
  const fi = second(h0, h1);
  a = v128.load(p0, 64);
  b = v128.load(p1, 64);
  c = v128.load(p2, 64);
  d = v128.load(p3, 64);
  l0 = low(a, b);
  l1 = low(c, d);
  h0 = high(a, b);
  h1 = high(c, d);
  const cr = first(l0, l1);
  const ci = second(l0, l1);
  const gr = first(h0, h1);
  const gi = second(h0, h1);
  a = v128.load(p0, 96);
  b = v128.load(p1, 96);
  c = v128.load(p2, 96);
  d = v128.load(p3, 96);
  l0 = low(a, b);
  l1 = low(c, d);
  h0 = high(a, b);
  h1 = high(c, d);
  const dr = first(l0, l1);
  const di = second(l0, l1);
  const hr = first(h0, h1);
  const hi = second(h0, h1);
  fly(y, turn, t, ar, ai, br, bi, cr, ci, dr, di);
  fly(y + 128, true, t + 24, er, ei, fr, fi, gr, gi, hr, hi);
}

/** Modes k and 16 - k of the real points from those of the packed ones, times 1/2. */
// @ts-ignore: decorator
@inline
function unpack(y: usize, k: usize, w: usize, ar: v128, ai: v128, br: v128, bi: v128): void {
  const half = f32x4.splat(HALF);
  const wr = mul(half, v128.load32_splat(w + (k << 3)));
  const wi = mul(half, v128.load32_splat(w + (k << 3), 4));
  const er = mul(half, add(ar, br));
  const ei = mul(half, sub(ai, bi));
  const or = add(ai, bi);
  const oi = sub(br, ar);
  const tr = sub(mul(or, wr), mul(oi, wi));
  const ti = add(mul(or, wi), mul(oi, wr));
  put(y + ((16 - k) << 5), sub(er, tr), sub(ti, ei));
  put(y + (k << 5), add(er, tr), add(ei, ti));
}

/** The modes 0 … 16 of four lines at p0 … p3 to the complex vectors at y. */
export function forward32(
  p0: usize, p1: usize, p2: usize, p3: usize, y: usize, work: usize, t: usize, w: usize,
): void {
  firstPair(p0, p1, p2, p3, work, false, t);
  firstPair(p0 + 16, p1 + 16, p2 + 16, p3 + 16, work + 256, true, t + 48);
  lastEven(work, y, w);
  lastMiddle(work, y, w);
  lastOdd(work, y, w);
}

function lastEven(x: usize, y: usize, w: usize): void {
  const sr = add(v128.load(x), v128.load(x, 256));
  const si = add(v128.load(x, 16), v128.load(x, 272));
  const mr = sub(v128.load(x), v128.load(x, 256));
  const mi = sub(v128.load(x, 16), v128.load(x, 272));
  const pr = add(v128.load(x, 128), v128.load(x, 384));
  const pi = add(v128.load(x, 144), v128.load(x, 400));
  const nr = sub(v128.load(x, 128), v128.load(x, 384));
  const ni = sub(v128.load(x, 144), v128.load(x, 400));
  const zr = add(sr, pr);
  const zi = add(si, pi);
  const zero = f32x4.splat(0);
  put(y, add(zr, zi), zero);
  put(y + 512, sub(zr, zi), zero);
  // Mode 8: conj Z_8.
  put(y + 256, sub(sr, pr), sub(pi, si));
  unpack(y, 4, w, add(mr, ni), sub(mi, nr), sub(mr, ni), add(mi, nr));
}

function lastMiddle(x: usize, y: usize, w: usize): void {
  const sr = add(v128.load(x, 64), v128.load(x, 320));
  const si = add(v128.load(x, 80), v128.load(x, 336));
  const mr = sub(v128.load(x, 64), v128.load(x, 320));
  const mi = sub(v128.load(x, 80), v128.load(x, 336));
  const pr = add(v128.load(x, 192), v128.load(x, 448));
  const pi = add(v128.load(x, 208), v128.load(x, 464));
  const nr = sub(v128.load(x, 192), v128.load(x, 448));
  const ni = sub(v128.load(x, 208), v128.load(x, 464));
  unpack(y, 2, w, add(sr, pr), add(si, pi), sub(mr, ni), add(mi, nr));
  unpack(y, 6, w, add(mr, ni), sub(mi, nr), sub(sr, pr), sub(si, pi));
}

function lastOdd(x: usize, y: usize, w: usize): void {
  const sr = add(v128.load(x, 32), v128.load(x, 288));
  const si = add(v128.load(x, 48), v128.load(x, 304));
  const mr = sub(v128.load(x, 32), v128.load(x, 288));
  const mi = sub(v128.load(x, 48), v128.load(x, 304));
  const pr = add(v128.load(x, 160), v128.load(x, 416));
  const pi = add(v128.load(x, 176), v128.load(x, 432));
  const nr = sub(v128.load(x, 160), v128.load(x, 416));
  const ni = sub(v128.load(x, 176), v128.load(x, 432));
  const Sr = add(v128.load(x, 96), v128.load(x, 352));
  const Si = add(v128.load(x, 112), v128.load(x, 368));
  const Mr = sub(v128.load(x, 96), v128.load(x, 352));
  const Mi = sub(v128.load(x, 112), v128.load(x, 368));
  const Pr = add(v128.load(x, 224), v128.load(x, 480));
  const Pi = add(v128.load(x, 240), v128.load(x, 496));
  const Nr = sub(v128.load(x, 224), v128.load(x, 480));
  const Ni = sub(v128.load(x, 240), v128.load(x, 496));
  unpack(y, 1, w, add(sr, pr), add(si, pi), sub(Mr, Ni), add(Mi, Nr));
  unpack(y, 5, w, add(mr, ni), sub(mi, nr), sub(Sr, Pr), sub(Si, Pi));
  unpack(y, 7, w, add(Mr, Ni), sub(Mi, Nr), sub(sr, pr), sub(si, pi));
  unpack(y, 3, w, add(Sr, Pr), add(Si, Pi), sub(mr, ni), add(mi, nr));
}

/** Four modes of every line from vectors at x, 32 bytes apart. */
// @ts-ignore: decorator
@inline
function storeFour(x: usize, q0: usize, q1: usize, q2: usize, q3: usize): void {
  const a = v128.load(x);
  const b = v128.load(x, 32);
  const c = v128.load(x, 64);
  const d = v128.load(x, 96);
  const l0 = low(a, b);
  const l1 = low(c, d);
  const h0 = high(a, b);
  const h1 = high(c, d);
  v128.store(q0, first(l0, l1));
  v128.store(q1, second(l0, l1));
  v128.store(q2, first(h0, h1));
  v128.store(q3, second(h0, h1));
}

/** 17 modes, the last one alone, and zeros up to `width`, to the rows q0 … q3. */
export function storeModes17(
  x: usize, q0: usize, q1: usize, q2: usize, q3: usize, plane: usize, width: i32,
): void {
  for (const end = x + 512; x < end; x += 128, q0 += 16, q1 += 16, q2 += 16, q3 += 16) {
    storeFour(x, q0, q1, q2, q3);
    storeFour(x + 16, q0 + plane, q1 + plane, q2 + plane, q3 + plane);
  }
  store<f32>(q0, load<f32>(x));
  store<f32>(q1, load<f32>(x, 4));
  store<f32>(q2, load<f32>(x, 8));
  store<f32>(q3, load<f32>(x, 12));
  storeZero(q0 + plane, q1 + plane, q2 + plane, q3 + plane);
  for (let k = 17; k < width; k++) {
    q0 += 4;
    q1 += 4;
    q2 += 4;
    q3 += 4;
    storeZero(q0, q1, q2, q3);
    storeZero(q0 + plane, q1 + plane, q2 + plane, q3 + plane);
  }
}

// @ts-ignore: decorator
@inline
function storeZero(q0: usize, q1: usize, q2: usize, q3: usize): void {
  store<f32>(q0, 0);
  store<f32>(q1, 0);
  store<f32>(q2, 0);
  store<f32>(q3, 0);
}

/** One leg of two butterflies of the last stage, parts exchanged, to the lines. */
// @ts-ignore: decorator
@inline
function storeTwo(
  ar: v128, ai: v128, br: v128, bi: v128, q0: usize, q1: usize, q2: usize, q3: usize, at: usize,
): void {
  const l0 = low(ai, ar);
  const l1 = low(bi, br);
  const h0 = high(ai, ar);
  const h1 = high(bi, br);
  v128.store(q0 + at, first(l0, l1));
  v128.store(q1 + at, second(l0, l1));
  v128.store(q2 + at, first(h0, h1));
  v128.store(q3 + at, second(h0, h1));
}

/** Butterflies q and q + 1 of the last stage, from x = the vector q. */
// @ts-ignore: decorator
@inline
function lastPair(x: usize, q0: usize, q1: usize, q2: usize, q3: usize): void {
  const sr = add(v128.load(x), v128.load(x, 256));
  const si = add(v128.load(x, 16), v128.load(x, 272));
  const mr = sub(v128.load(x), v128.load(x, 256));
  const mi = sub(v128.load(x, 16), v128.load(x, 272));
  const pr = add(v128.load(x, 128), v128.load(x, 384));
  const pi = add(v128.load(x, 144), v128.load(x, 400));
  const nr = sub(v128.load(x, 128), v128.load(x, 384));
  const ni = sub(v128.load(x, 144), v128.load(x, 400));
  const Sr = add(v128.load(x, 32), v128.load(x, 288));
  const Si = add(v128.load(x, 48), v128.load(x, 304));
  const Mr = sub(v128.load(x, 32), v128.load(x, 288));
  const Mi = sub(v128.load(x, 48), v128.load(x, 304));
  const Pr = add(v128.load(x, 160), v128.load(x, 416));
  const Pi = add(v128.load(x, 176), v128.load(x, 432));
  const Nr = sub(v128.load(x, 160), v128.load(x, 416));
  const Ni = sub(v128.load(x, 176), v128.load(x, 432));
  storeTwo(add(sr, pr), add(si, pi), add(Sr, Pr), add(Si, Pi), q0, q1, q2, q3, 0);
  storeTwo(add(mr, ni), sub(mi, nr), add(Mr, Ni), sub(Mi, Nr), q0, q1, q2, q3, 32);
  storeTwo(sub(sr, pr), sub(si, pi), sub(Sr, Pr), sub(Si, Pi), q0, q1, q2, q3, 64);
  storeTwo(sub(mr, ni), add(mi, nr), sub(Mr, Ni), add(Mi, Nr), q0, q1, q2, q3, 96);
}

/** A butterfly of the first stage, from a work array. */
// @ts-ignore: decorator
@inline
function firstOf(x: usize, y: usize, turn: bool, t: usize): void {
  fly(
    y, turn, t,
    v128.load(x), v128.load(x, 16), v128.load(x, 128), v128.load(x, 144),
    v128.load(x, 256), v128.load(x, 272), v128.load(x, 384), v128.load(x, 400),
  );
}

/**
 * The complex vectors at `packed` (packReal's, parts exchanged) through both stages to four lines
 * of 32 points.
 */
export function inverse32(
  packed: usize, work: usize, t: usize, q0: usize, q1: usize, q2: usize, q3: usize,
): void {
  firstOf(packed, work, false, t);
  for (let p: usize = 1; p < 4; p++) firstOf(packed + (p << 5), work + (p << 7), true, t + 24 * p);
  lastPair(work, q0, q1, q2, q3);
  lastPair(work + 64, q0 + 16, q1 + 16, q2 + 16, q3 + 16);
}
