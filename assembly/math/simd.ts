/**
 * SIMD exp, tanh, sigmoid, gelu and swish for use inside kernels, generic over f32 and f64.
 *
 * Promises: every lane goes through the same instructions, so a value never depends on the lane
 * it stands in; only + - * / and integer shifts are used, so the bits are the same in every
 * engine. NaN in gives NaN out; infinities and overflow give the limits, underflow is gradual.
 * Largest errors found (test/unit/math.test.ts): f32 exp 0.99, tanh 1.31, sigmoid 1.82 ulp;
 * f64 exp 0.85, tanh 0.83, sigmoid 0.70 ulp.
 * Sources: Cephes expf, tanhf, tanh (Moshier); FreeBSD msun e_exp.c for exp in f64.
 */

import { sigmoid64, tanhLarge } from './simd-f64';

/** 1.5·2^23 or 1.5·2^52: added to a small number it rounds it to an integer in the low bits. */
@inline
function rounder<T>(): f64 {
  return sizeof<T>() == 4 ? 12582912.0 : 6755399441055744.0;
}

/** 2^n for integers n held as floats in the normal exponent range. */
@inline
function powerOfTwo<T>(n: v128): v128 {
  if (sizeof<T>() == 4) {
    return v128.shl<i32>(v128.add<T>(n, v128.splat<T>(<T>(rounder<T>() + 127.0))), 23);
  } else {
    return v128.shl<i64>(v128.add<T>(n, v128.splat<T>(<T>(rounder<T>() + 1023.0))), 52);
  }
}

/** The integer nearest to x, |x| < 2^22 (ties to even). */
@inline
function nearestInteger<T>(x: v128): v128 {
  const big = v128.splat<T>(<T>rounder<T>());
  return v128.sub<T>(v128.add<T>(x, big), big);
}

/** exp(x - n·ln 2), n the integer nearest to x / ln 2. */
@inline
function expReduced<T>(x: v128, n: v128): v128 {
  const one = v128.splat<T>(<T>1);
  if (sizeof<T>() == 4) {
    let r = v128.sub<T>(x, v128.mul<T>(n, v128.splat<T>(<T>0.693359375)));
    r = v128.sub<T>(r, v128.mul<T>(n, v128.splat<T>(<T>-2.12194440e-4)));
    let p = v128.splat<T>(<T>1.9875691500e-4);
    p = v128.add<T>(v128.mul<T>(p, r), v128.splat<T>(<T>1.3981999507e-3));
    p = v128.add<T>(v128.mul<T>(p, r), v128.splat<T>(<T>8.3334519073e-3));
    p = v128.add<T>(v128.mul<T>(p, r), v128.splat<T>(<T>4.1665795894e-2));
    p = v128.add<T>(v128.mul<T>(p, r), v128.splat<T>(<T>1.6666665459e-1));
    p = v128.add<T>(v128.mul<T>(p, r), v128.splat<T>(<T>5.0000001201e-1));
    return v128.add<T>(v128.add<T>(v128.mul<T>(p, v128.mul<T>(r, r)), r), one);
  } else {
    const hi = v128.sub<T>(x, v128.mul<T>(n, v128.splat<T>(<T>6.93147180369123816490e-1)));
    const lo = v128.mul<T>(n, v128.splat<T>(<T>1.90821492927058770002e-10));
    const r = v128.sub<T>(hi, lo);
    const z = v128.mul<T>(r, r);
    let p = v128.splat<T>(<T>4.13813679705723846039e-8);
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>-1.65339022054652515390e-6));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>6.61375632143793436117e-5));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>-2.77777777770155933842e-3));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>1.66666666666666019037e-1));
    const c = v128.sub<T>(r, v128.mul<T>(p, z));
    const q = v128.div<T>(v128.mul<T>(r, c), v128.sub<T>(v128.splat<T>(<T>2), c));
    return v128.add<T>(v128.add<T>(v128.sub<T>(q, lo), hi), one);
  }
}

/** exp(x) for |x| so small that neither overflow nor a subnormal result can happen. */
@inline
function expModerate<T>(x: v128): v128 {
  const n = nearestInteger<T>(v128.mul<T>(x, v128.splat<T>(<T>1.44269504088896340736)));
  return v128.mul<T>(expReduced<T>(x, n), powerOfTwo<T>(n));
}

/** exp(x), full range: 0 and +inf at the ends, subnormal results rounded once. */
@inline
export function vexp<T>(x: v128): v128 {
  const top = v128.splat<T>(sizeof<T>() == 4 ? <T>89.0 : <T>710.0);
  const bottom = v128.splat<T>(sizeof<T>() == 4 ? <T>-104.0 : <T>-746.0);
  const t = v128.pmax<T>(v128.pmin<T>(x, top), bottom);
  const n = nearestInteger<T>(v128.mul<T>(t, v128.splat<T>(<T>1.44269504088896340736)));
  // 2^n in two factors: n reaches past the exponent range at both ends.
  const half = nearestInteger<T>(v128.mul<T>(n, v128.splat<T>(<T>0.5)));
  const y = v128.mul<T>(expReduced<T>(t, n), powerOfTwo<T>(half));
  return v128.mul<T>(y, powerOfTwo<T>(v128.sub<T>(n, half)));
}

/** tanh(x): a polynomial (f64: rational) below 0.625, 1 - 2/(exp(2|x|) + 1) above. */
@inline
export function vtanh<T>(x: v128): v128 {
  const one = v128.splat<T>(<T>1);
  const sign = v128.and(x, v128.splat<T>(<T>-0.0));
  const a = v128.abs<T>(x);
  const z = v128.mul<T>(x, x);
  let small: v128;
  if (sizeof<T>() == 4) {
    let p = v128.splat<T>(<T>-5.70498872745e-3);
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>2.06390887954e-2));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>-5.37397155531e-2));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>1.33314422036e-1));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>-3.33332819422e-1));
    small = v128.add<T>(v128.mul<T>(v128.mul<T>(p, z), a), a);
  } else {
    let p = v128.splat<T>(<T>-9.64399179425052238628e-1);
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>-9.92877231001918586564e1));
    p = v128.add<T>(v128.mul<T>(p, z), v128.splat<T>(<T>-1.61468768441708447952e3));
    let q = v128.add<T>(z, v128.splat<T>(<T>1.12811678491632931402e2));
    q = v128.add<T>(v128.mul<T>(q, z), v128.splat<T>(<T>2.23548839060100448583e3));
    q = v128.add<T>(v128.mul<T>(q, z), v128.splat<T>(<T>4.84406305325125486048e3));
    small = v128.add<T>(v128.mul<T>(v128.mul<T>(v128.div<T>(p, q), z), a), a);
  }
  let large: v128;
  if (sizeof<T>() == 4) {
    // tanh is 1 to the last bit from 9.02 on.
    const e = expModerate<T>(v128.pmin<T>(v128.add<T>(a, a), v128.splat<T>(<T>44)));
    large = v128.sub<T>(one, v128.div<T>(v128.splat<T>(<T>2), v128.add<T>(e, one)));
  } else {
    large = tanhLarge(a);
  }
  const isSmall = v128.lt<T>(a, v128.splat<T>(<T>0.625));
  return v128.or(v128.bitselect(small, large, isSmall), sign);
}

/** 1 / (1 + exp(-x)): with e = exp(-|x|) and q = e / (1 + e) it is 1 - q, or e - e·q below 0. */
@inline
export function vsigmoid<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return sigmoid64(x);
  const one = v128.splat<T>(<T>1);
  const e = vexp<T>(v128.or(x, v128.splat<T>(<T>-0.0)));
  const q = v128.div<T>(e, v128.add<T>(e, one));
  const side = v128.bitselect(e, one, v128.lt<T>(x, v128.splat<T>(<T>0)));
  return v128.sub<T>(side, v128.mul<T>(side, q));
}

/** exp(x) for the gates below: subnormal results are 0, and inf comes half a power of two early. */
@inline
function expGate<T>(x: v128): v128 {
  const top = v128.splat<T>(sizeof<T>() == 4 ? <T>89.0 : <T>710.0);
  const bottom = v128.splat<T>(sizeof<T>() == 4 ? <T>-88.0 : <T>-709.0);
  return expModerate<T>(v128.pmax<T>(v128.pmin<T>(x, top), bottom));
}

/** -v(x), v the doubled argument of gelu's tanh: v = 2·sqrt(2/pi)·(x + 0.044715·x³). */
@inline
function geluExponent<T>(x: v128, square: v128): v128 {
  const cubic = v128.mul<T>(square, v128.splat<T>(<T>-0.07135481627260025));
  return v128.mul<T>(x, v128.add<T>(cubic, v128.splat<T>(<T>-1.5957691216057308)));
}

/** gelu (tanh form), 0.5·x·(1 + tanh(u)) = x·sigmoid(2u) = x / (1 + exp(-v)): no cancellation. */
@inline
export function vgelu<T>(x: v128): v128 {
  const e = expGate<T>(geluExponent<T>(x, v128.mul<T>(x, x)));
  return v128.div<T>(x, v128.add<T>(e, v128.splat<T>(<T>1)));
}

/** g · d gelu(x)/dx = g·s·(1 + x·v'·(1 - s)), with s = sigmoid(v), v' = dv/dx. */
@inline
export function vgeluGrad<T>(x: v128, g: v128): v128 {
  // Beyond ±24 the factor is exactly 0 or 1; the clamp keeps 0·inf out.
  const t = v128.pmax<T>(v128.pmin<T>(x, v128.splat<T>(<T>24)), v128.splat<T>(<T>-24));
  const square = v128.mul<T>(t, t);
  const slope = v128.add<T>(
    v128.mul<T>(square, v128.splat<T>(<T>0.21406444881780076)),
    v128.splat<T>(<T>1.5957691216057308),
  );
  return gateGrad<T>(geluExponent<T>(t, square), v128.mul<T>(t, slope), g);
}

/** swish (silu): x·sigmoid(x) = x / (1 + exp(-x)). */
@inline
export function vswish<T>(x: v128): v128 {
  return v128.div<T>(x, v128.add<T>(expGate<T>(v128.neg<T>(x)), v128.splat<T>(<T>1)));
}

/** g · d swish(x)/dx = g·s·(1 + x·(1 - s)), s = sigmoid(x). */
@inline
export function vswishGrad<T>(x: v128, g: v128): v128 {
  const limit = v128.splat<T>(sizeof<T>() == 4 ? <T>110.0 : <T>760.0);
  const t = v128.pmax<T>(v128.pmin<T>(x, limit), v128.neg<T>(limit));
  return gateGrad<T>(v128.neg<T>(t), t, g);
}

/** g·s·(1 + w·(1 - s)) with s = 1 / (1 + exp(t)), both s and 1 - s without cancellation. */
@inline
function gateGrad<T>(t: v128, w: v128, g: v128): v128 {
  const one = v128.splat<T>(<T>1);
  const huge = v128.splat<T>(sizeof<T>() == 4 ? <T>3e38 : <T>1e308);
  const e = expGate<T>(t);
  const s = v128.div<T>(one, v128.add<T>(e, one));
  // 1 - s = e·s; where e is inf, s is 0 and the capped product 0 as well.
  const rest = v128.mul<T>(v128.pmin<T>(e, huge), s);
  return v128.mul<T>(g, v128.mul<T>(s, v128.add<T>(v128.mul<T>(w, rest), one)));
}
