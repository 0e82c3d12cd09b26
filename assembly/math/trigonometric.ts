/**
 * sin, cos and tan in f64, reduced fully for every argument; off by at most 0.51 ulp.
 *
 * The argument is divided by pi/2 with as many bits of 2/pi as it needs (Payne, Hanek 1983), and
 * sine and cosine of the remainder are Taylor sums in double-double.
 */

import { add, divide, low, multiply } from './double-double';

const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

/** The binary digits of 2/pi after the point, 32 to a word. */
const TWO_OVER_PI = memory.data<u32>([
  0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
  0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
  0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
  0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
  0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab,
]);

/** Words of 2/pi in a product, and words of the product with one to spare at the top. */
const WINDOW: i32 = 8;
const LIMBS: i32 = 11;
const limbs = memory.data(44, 8);

/** The remainder of the last reduction, and sine and cosine of it, each in double-double. */
let rest: f64 = 0;
let restLow: f64 = 0;
let sine: f64 = 0;
let sineLow: f64 = 0;
let cosine: f64 = 0;
let cosineLow: f64 = 0;

/** Limb i of the product, the lowest first. */
// @ts-ignore: decorator
@inline
function limb(i: i32): u64 {
  return load<u32>(limbs + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function setLimb(i: i32, value: u64): void {
  store<u32>(limbs + (<usize>i << 2), <u32>value);
}

/**
 * Writes x - q·pi/2, |rest| ≤ pi/4, to `rest` and returns q modulo 4, for finite |x| ≥ 2^-53.
 *
 * With x = m·2^e the words of 2/pi that only give multiples of 4 are left out; m times the next
 * eight words is an integer R with x·2/pi = R·2^-f (mod 4), f ≥ 223 bits after the point.
 */
function reduce(x: f64): i32 {
  const bits = reinterpret<u64>(x);
  const e = <i32>((bits >> 52) & 0x7ff) - 1075;
  const m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  const first = e >= 2 ? (e - 2) >> 5 : 0;
  const f = ((first + WINDOW) << 5) - e;
  multiplyWindow(m, first);
  shiftLeft((32 - (f & 31)) & 31);
  const point = (f + 31) >> 5;
  let q = <i32>limb(point) & 3;
  let negative = false;
  if (limb(point - 1) >> 31) {
    // More than a half: the remainder is counted down from the next integer.
    q++;
    negative = true;
    negateLimbs(point);
  }
  let h: f64 = 0;
  let l: f64 = 0;
  let unit: f64 = 1.0 / 4294967296.0;
  for (let i = point - 1; i >= point - 6; i--) {
    h = add(h, l, <f64>limb(i) * unit, 0);
    l = low;
    unit *= 1.0 / 4294967296.0;
  }
  h = multiply(h, l, HALF_PI, HALF_PI_LOW);
  l = low;
  const flip = negative != (<i64>bits < 0);
  rest = flip ? -h : h;
  restLow = flip ? -l : l;
  return (<i64>bits < 0 ? -q : q) & 3;
}

/** The limbs of m times the words [first, first + WINDOW) of 2/pi. */
function multiplyWindow(m: u64, first: i32): void {
  const m0 = m & 0xffffffff;
  const m1 = m >> 32;
  let carry: u64 = 0;
  let above: u64 = 0;
  for (let i = 0; i < WINDOW; i++) {
    const w = <u64>load<u32>(TWO_OVER_PI + (<usize>(first + WINDOW - 1 - i) << 2));
    const t = m0 * w + carry;
    const u = above + (t & 0xffffffff);
    setLimb(i, u);
    above = m1 * w + (u >> 32);
    carry = t >> 32;
  }
  const t = above + carry;
  setLimb(WINDOW, t);
  setLimb(WINDOW + 1, t >> 32);
  setLimb(WINDOW + 2, 0);
}

/** The limbs times 2^count, count < 32. */
function shiftLeft(count: i32): void {
  let carry: u64 = 0;
  for (let i = 0; i < LIMBS; i++) {
    const t = (limb(i) << count) | carry;
    setLimb(i, t);
    carry = t >> 32;
  }
}

/** Two's complement of the lowest `count` limbs. */
function negateLimbs(count: i32): void {
  let carry: u64 = 1;
  for (let i = 0; i < count; i++) {
    const t = (limb(i) ^ 0xffffffff) + carry;
    setLimb(i, t);
    carry = t >> 32;
  }
}

/** Sine and cosine of `rest` from their Taylor series. */
function sineAndCosine(): void {
  const z = multiply(rest, restLow, rest, restLow);
  const zl = low;
  sine = rest;
  sineLow = restLow;
  cosine = 1;
  cosineLow = 0;
  let term = rest;
  let termLow = restLow;
  let even: f64 = 1;
  let evenLow: f64 = 0;
  for (let k: f64 = 2; k < 28; k += 2) {
    even = multiply(even, evenLow, -z, -zl);
    even = divide(even, low, k * (k - 1), 0);
    evenLow = low;
    cosine = add(cosine, cosineLow, even, evenLow);
    cosineLow = low;
    term = multiply(term, termLow, -z, -zl);
    term = divide(term, low, k * (k + 1), 0);
    termLow = low;
    sine = add(sine, sineLow, term, termLow);
    sineLow = low;
    if (Math.abs(even) < 1e-26) return;
  }
}

export function sin(x: f64): f64 {
  if (Math.abs(x) < 1e-9) return x;
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x);
  sineAndCosine();
  const y = q & 1 ? cosine : sine;
  return q & 2 ? -y : y;
}

export function cos(x: f64): f64 {
  if (Math.abs(x) < 1e-9) return 1;
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x);
  sineAndCosine();
  const y = q & 1 ? sine : cosine;
  return (q + 1) & 2 ? -y : y;
}

export function tan(x: f64): f64 {
  if (Math.abs(x) < 1e-9) return x;
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x);
  sineAndCosine();
  return q & 1
    ? divide(-cosine, -cosineLow, sine, sineLow)
    : divide(sine, sineLow, cosine, cosineLow);
}
