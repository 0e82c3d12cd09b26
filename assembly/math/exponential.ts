/**
 * exp, expm1, log, log1p, pow, tanh and sigmoid in f64, the same bits in every engine.
 *
 * exp, log, log1p and pow are AssemblyScript's own ports of musl (largest errors found: 0.51, 0.51,
 * 0.74 and 0.51 ulp). Its expm1 and tanh reach 1.5 and 1.8 ulp, so these and sigmoid are made here
 * from exp(r) - 1 in double-double and are off by at most 0.51 ulp.
 */

import { add, divide, low, multiply, quickTwoSum, twoSum } from './double-double';

/** ln 2 in three parts of 33, 33 and 53 bits: integer multiples of the first two are exact. */
const LN2_A: f64 = 6.93147180369123816490e-01;
const LN2_B: f64 = 1.9082149291141208e-10;
const LN2_C: f64 = 1.564670158533888e-20;
const LOG2_E: f64 = 1.44269504088896340736;

export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}

export function log(x: f64): f64 {
  return NativeMath.log(x);
}

export function log1p(x: f64): f64 {
  return NativeMath.log1p(x);
}

export function pow(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}

/** 2^k for -1022 ≤ k ≤ 1023. */
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<u64>(k + 1023) << 52);
}

/** x · 2^k for -2044 ≤ k ≤ 2046; the result is rounded once, also where it is subnormal. */
function scale(x: f64, k: i32): f64 {
  const half = k / 2;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The k of exp(x) = 2^k · exp(r), |r| ≤ ln(2) / 2. */
function binaryExponent(x: f64): f64 {
  return nearest(x * LOG2_E);
}

/** exp(x - k·ln 2) - 1 in double-double, relative error below 2^-72. */
function expm1Reduced(x: f64, k: f64): f64 {
  let r = twoSum(x - k * LN2_A, -k * LN2_B);
  r = quickTwoSum(r, low - k * LN2_C);
  const h = r * 0.00390625;
  const l = low * 0.00390625;
  // exp(q) - 1 = q + q²·(1/2 + q/6 + …) for q = r / 256, then doubled eight times.
  const tail = 1.0 / 6.0 + h * (1.0 / 24.0 + h * (1.0 / 120.0 + h * (1.0 / 720.0)));
  const v = twoSum(0.5, h * tail);
  const vl = low;
  let s = multiply(h, l, h, l);
  s = multiply(s, low, v, vl);
  s = add(s, low, h, l);
  for (let i = 0; i < 8; i++) {
    const sl = low;
    const square = multiply(s, sl, s, sl);
    s = add(2.0 * s, 2.0 * sl, square, low);
  }
  return s;
}

/** exp(x + xl) in double-double for |x| ≤ 700 and |xl| ≤ ulp(x). */
export function expDouble(x: f64, xl: f64): f64 {
  const k = binaryExponent(x);
  let s = expm1Reduced(x, k);
  s = add(1, 0, s, low);
  s = multiply(s, low, 1, xl);
  const power = powerOfTwo(<i32>k);
  const result = s * power;
  quickTwoSum(result, low * power);
  return result;
}

/** exp(x) - 1 in double-double for |x| ≤ 700. */
export function expm1Double(x: f64): f64 {
  const k = binaryExponent(x);
  const s = expm1Reduced(x, k);
  if (k == 0) return s;
  const power = powerOfTwo(<i32>k);
  const scaled = power * s;
  const scaledLow = power * low;
  const whole = twoSum(power, -1);
  return add(whole, low, scaled, scaledLow);
}

/** exp(x) - 1. */
export function expm1(x: f64): f64 {
  if (!(x < 700)) return NativeMath.exp(x);
  if (x < -40) return -1;
  if (Math.abs(x) < 1e-100) return x;
  return expm1Double(x);
}

/** tanh(x) = m / (m + 2), m = exp(2x) - 1. */
export function tanh(x: f64): f64 {
  const a = Math.abs(x);
  if (!(a < 20)) return x != x ? x : copysign<f64>(1, x);
  if (a < 1e-100) return x;
  const m = expm1Double(2 * a);
  const ml = low;
  const n = add(m, ml, 2, 0);
  return copysign<f64>(divide(m, ml, n, low), x);
}

/** 1 / (1 + exp(-x)), with exp(x) / (1 + exp(x)) for negative x. */
export function sigmoid(x: f64): f64 {
  if (!(x > -746)) return x != x ? x : 0;
  if (x > 40) return 1;
  const k = binaryExponent(-Math.abs(x));
  let p = expm1Reduced(-Math.abs(x), k);
  p = add(1, 0, p, low);
  const pl = low;
  // Below -80 the 1 of the denominator is all that is left of it.
  const power = k < -115 ? 0 : powerOfTwo(<i32>k);
  const d = add(1, 0, p * power, pl * power);
  if (x >= 0) return divide(1, 0, d, low);
  return scale(divide(p, pl, d, low), <i32>k);
}
