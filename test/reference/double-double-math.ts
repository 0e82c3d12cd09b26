/**
 * Elementary functions in double-double (about 100 bits), fast enough for millions of points and
 * good to 2^-70 and better. Arguments are moderate: no overflow, no subnormal results,
 * trigonometric ones below 10^5 in size. Judged by exact-math.ts.
 *
 * Every function returns the high part and leaves the low part in `low`.
 */

let low = 0;

/** The low part of the last result. */
export const lowPart = (): number => low;

function twoSum(a: number, b: number): number {
  const s = a + b;
  const t = s - a;
  low = a - (s - t) + (b - t);
  return s;
}

function add(ah: number, al: number, bh: number, bl: number): number {
  const s = twoSum(ah, bh);
  const sl = low;
  const t = twoSum(al, bl);
  const tl = low;
  const v = twoSum(s, sl + t);
  return twoSum(v, low + tl);
}

function multiply(ah: number, al: number, bh: number, bl: number): number {
  const p = ah * bh;
  const ta = 134217729 * ah;
  const a1 = ta - (ta - ah);
  const a2 = ah - a1;
  const tb = 134217729 * bh;
  const b1 = tb - (tb - bh);
  const b2 = bh - b1;
  const e = a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
  return twoSum(p, e + (ah * bl + al * bh));
}

function divide(ah: number, al: number, bh: number, bl: number): number {
  const q = ah / bh;
  const p = multiply(bh, bl, -q, 0);
  const r = add(ah, al, p, low);
  return twoSum(q, (r + low) / bh);
}

/** 1/n! for n = 0 … 27, high and low parts. */
const HIGH: number[] = [1];
const LOW: number[] = [0];
for (let n = 1; n < 28; n++) {
  HIGH.push(divide(HIGH[n - 1], LOW[n - 1], n, 0));
  LOW.push(low);
}

/** Constants in four parts, of which whole multiples of the first three are exact. */
const LN2 = [0.6931471804855391, 7.440617109802979e-11, 2.094174429075368e-21, 1.947045e-31];
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.478427e-32];

/** x - k · constant. */
function reduce(x: number, k: number, constant: readonly number[]): number {
  let r = x - k * constant[0];
  low = 0;
  for (let i = 1; i < 4; i++) r = add(r, low, -k * constant[i], 0);
  return r;
}

/** exp(x + xl - k·ln 2) - 1. */
function expm1Reduced(x: number, xl: number, k: number): number {
  let r = reduce(x, k, LN2);
  r = add(r, low, xl, 0) / 64;
  const rl = low / 64;
  let s = HIGH[10];
  let sl = LOW[10];
  for (let n = 9; n >= 0; n--) {
    s = multiply(s, sl, r, rl);
    s = n === 0 ? s : add(s, low, HIGH[n], LOW[n]);
    sl = low;
  }
  for (let i = 0; i < 6; i++) {
    const square = multiply(s, sl, s, sl);
    s = add(2 * s, 2 * sl, square, low);
    sl = low;
  }
  return s;
}

const exponentOf = (x: number): number => Math.round(x / LN2[0]);

function expPair(x: number, xl: number): number {
  const k = exponentOf(x);
  const m = expm1Reduced(x, xl, k);
  const power = 2 ** k;
  const y = add(1, 0, m, low) * power;
  low *= power;
  return y;
}

export const exp = (x: number): number => expPair(x, 0);

export function expm1(x: number): number {
  const k = exponentOf(x);
  const m = expm1Reduced(x, 0, k);
  if (k === 0) return m;
  const power = 2 ** k;
  const ml = low;
  const whole = twoSum(power, -1);
  return add(whole, low, m * power, ml * power);
}

/** y + d - d²/2, one step of Newton (and a half) towards a logarithm. */
function improved(y: number, d: number, dl: number): number {
  d = add(d, dl, -0.5 * d * d, 0);
  return add(y, 0, d, low);
}

/** log(x + xl) from the approximation y. */
function logPair(x: number, xl: number, y: number): number {
  const e = expPair(-y, 0);
  const p = multiply(x, xl, e, low);
  const d = add(p, low, -1, 0);
  return improved(y, d, low);
}

export const log = (x: number): number => logPair(x, 0, Math.log(x));

export function log1p(x: number): number {
  const y = Math.log1p(x);
  if (x > 1) {
    const s = twoSum(x, 1);
    return logPair(s, low, y);
  }
  const m = expm1(-y);
  const ml = low;
  const p = multiply(x, 0, m, ml);
  const pl = low;
  const s = add(x, 0, m, ml);
  const d = add(s, low, p, pl);
  return improved(y, d, low);
}

export function pow(x: number, y: number): number {
  const l = log(x);
  const p = multiply(l, low, y, 0);
  return expPair(p, low);
}

let cosine = 0;
let cosineLow = 0;

/** sin(x); cos(x) in `cosine`. */
function sinCos(x: number): number {
  const k = Math.round(x / HALF_PI[0]);
  const r = reduce(x, k, HALF_PI);
  const rl = low;
  const z = -multiply(r, rl, r, rl);
  const zl = -low;
  let s = HIGH[27];
  let sl = LOW[27];
  let c = HIGH[26];
  let cl = LOW[26];
  for (let n = 25; n >= 1; n -= 2) {
    s = multiply(s, sl, z, zl);
    s = add(s, low, HIGH[n], LOW[n]);
    sl = low;
    c = multiply(c, cl, z, zl);
    c = add(c, low, HIGH[n - 1], LOW[n - 1]);
    cl = low;
  }
  s = multiply(s, sl, r, rl);
  sl = low;
  const quarter = k & 3;
  const swap = (quarter & 1) === 1;
  const sineSign = quarter >= 2 ? -1 : 1;
  const cosineSign = quarter === 1 || quarter === 2 ? -1 : 1;
  cosine = cosineSign * (swap ? s : c);
  cosineLow = cosineSign * (swap ? sl : cl);
  low = sineSign * (swap ? cl : sl);
  return sineSign * (swap ? c : s);
}

export const sin = (x: number): number => sinCos(x);

export function cos(x: number): number {
  sinCos(x);
  low = cosineLow;
  return cosine;
}

export function tan(x: number): number {
  const s = sinCos(x);
  return divide(s, low, cosine, cosineLow);
}

export function tanh(x: number): number {
  const m = expm1(2 * x);
  const ml = low;
  const n = add(m, ml, 2, 0);
  return divide(m, ml, n, low);
}

export function sigmoid(x: number): number {
  const e = expPair(-Math.abs(x), 0);
  const el = low;
  const d = add(1, 0, e, el);
  return x < 0 ? divide(e, el, d, low) : divide(1, 0, d, low);
}

/** |y - (h + l)| in units of the last place of an f64 (`bits` 53) or f32 (24) near h. */
export function ulpError(y: number, h: number, l: number, bits: 53 | 24 = 53): number {
  const place = lastPlace(h, bits);
  // Just below a power of two the places lie twice as dense.
  const below = h * l < 0 && lastPlace(h * (1 - 2 ** -53), bits) < place;
  return Math.abs(y - h - l) / (below ? place / 2 : place);
}

const view = new DataView(new ArrayBuffer(8));

/** The last place of the f64 or f32 next to the f64 x. */
function lastPlace(x: number, bits: 53 | 24): number {
  view.setFloat64(0, x);
  const exponent = ((view.getUint16(0) >> 4) & 0x7ff) - 1022 - bits;
  return 2 ** Math.max(exponent, bits === 53 ? -1074 : -149);
}
