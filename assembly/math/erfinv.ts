/** The inverse error function: in f64 to 1 ulp, and in f32 exactly as XLA (JAX) computes it. */

import { add, divide, low, multiply, quickTwoSum, twoProduct } from './double-double';
import { expDouble, log1p } from './exponential';

const HALF_SQRT_PI: f64 = 0.886226925452758;
const HALF_SQRT_PI_LOW: f64 = -3.8332932499128993e-17;

/**
 * The y with erf(y) = x; ±inf at ±1, NaN beyond.
 *
 * Winitzki's approximation, then three of Halley's steps with erf in double-double:
 * y ← y - d / (1 + y·d), d = (erf(y) - x)·sqrt(pi)/2·exp(y²).
 */
export function erfinv(x: f64): f64 {
  const a = Math.abs(x);
  if (!(a < 1)) return a == 1 ? x * Infinity : NaN;
  // erfinv(x) = sqrt(pi)/2·(x + pi/12·x³ + …); the cubic term is lost below 1e-9.
  if (a < 1e-9) {
    return a < 1e-280 ? x * HALF_SQRT_PI : multiply(x, 0, HALF_SQRT_PI, HALF_SQRT_PI_LOW);
  }
  const w = log1p(-a * a);
  const t = 4.330746750799873 + 0.5 * w;
  let y = Math.sqrt(Math.sqrt(t * t - w * 6.802721088435374) - t);
  let d: f64 = 0;
  for (let i = 0; i < 3; i++) {
    y -= d;
    d = residual(y, a);
    d /= 1 + y * d;
  }
  return copysign<f64>(y - d, x);
}

/** (erf(y) - x) / erf'(y) = (erf(y) - x)·sqrt(pi)/2·exp(y²), for 0 < y < 6. */
function residual(y: f64, x: f64): f64 {
  const square = twoProduct(y, y);
  const squareLow = low;
  const e = expDouble(square, squareLow);
  const factor = multiply(e, low, HALF_SQRT_PI, HALF_SQRT_PI_LOW);
  const factorLow = low;
  if (x > 0.99) {
    const complement = multiply(factor, factorLow, 1 - x, 0);
    return add(complement, low, -0.5 * erfcFraction(y), 0);
  }
  const series = erfSeries(y, square, squareLow);
  const seriesLow = low;
  const target = multiply(factor, factorLow, x, 0);
  return add(series, seriesLow, -target, -low);
}

/**
 * erf(y)·sqrt(pi)/2·exp(y²) = y + 2y³/3 + 4y⁵/(3·5) + … (all terms positive), in double-double;
 * z = y².
 */
function erfSeries(y: f64, z: f64, zl: f64): f64 {
  let term = y;
  let termLow: f64 = 0;
  let sum = y;
  let sumLow: f64 = 0;
  for (let n: f64 = 3; term > sum * 1e-30; n += 2) {
    term = multiply(term, termLow, 2 * z, 2 * zl);
    term = divide(term, low, n, 0);
    termLow = low;
    sum = add(sum, sumLow, term, termLow);
    sumLow = low;
  }
  return quickTwoSum(sum, sumLow);
}

/** erfc(y)·sqrt(pi)·exp(y²) = 1/(y + (1/2)/(y + (2/2)/(y + (3/2)/(y + …)))), for y > 1.5. */
function erfcFraction(y: f64): f64 {
  let f = y;
  for (let n: f64 = 120; n >= 1; n--) f = y + (0.5 * n) / f;
  return 1 / f;
}

/** log(1 + x) rounded to f32. */
export function log1p32(x: f32): f32 {
  return <f32>NativeMath.log1p(<f64>x);
}

/**
 * The inverse error function in f32: Giles' single-precision polynomials, every operation rounded
 * to f32 (XLA's erf_inv; Giles, Approximating the erfinv function, 2011). ±inf at ±1.
 */
export function erfinv32(x: f32): f32 {
  if (Mathf.abs(x) == 1) return x * Infinity;
  let w = -log1p32(-x * x);
  let p: f32;
  if (w < 5) {
    w = w - 2.5;
    p = 2.81022636e-8;
    p = 3.43273939e-7 + p * w;
    p = -3.5233877e-6 + p * w;
    p = -4.39150654e-6 + p * w;
    p = 0.00021858087 + p * w;
    p = -0.00125372503 + p * w;
    p = -0.00417768164 + p * w;
    p = 0.246640727 + p * w;
    p = 1.50140941 + p * w;
  } else {
    w = Mathf.sqrt(w) - 3;
    p = -0.000200214257;
    p = 0.000100950558 + p * w;
    p = 0.00134934322 + p * w;
    p = -0.00367342844 + p * w;
    p = 0.00573950773 + p * w;
    p = -0.0076224613 + p * w;
    p = 0.00943887047 + p * w;
    p = 1.00167406 + p * w;
    p = 2.83297682 + p * w;
  }
  return p * x;
}
