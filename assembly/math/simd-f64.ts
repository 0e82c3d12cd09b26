/**
 * tanh and sigmoid on two f64 lanes to within 1 ulp: exp and the division carry a low part.
 *
 * For simd.ts, whose functions call these where T is f64.
 */

/** The low part of the last exponential or quotient. */
let low: v128 = i64x2(0, 0);

const BIG: f64 = 6755399441055744.0;
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

// @ts-ignore: decorator
@inline
function nearestInteger(x: v128): v128 {
  const big = f64x2.splat(BIG);
  return f64x2.sub(f64x2.add(x, big), big);
}

/** 2^n for whole n in [-1022, 1023]. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i64x2.shl(f64x2.add(n, f64x2.splat(BIG + 1023.0)), 52);
}

/** exp(x - n·ln 2), high part; as expReduced of simd.ts, with what its additions lose in `low`. */
// @ts-ignore: decorator
@inline
function expReduced(x: v128, n: v128): v128 {
  const hi = f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH)));
  const lo = f64x2.mul(n, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(hi, lo);
  const z = f64x2.mul(r, r);
  let p = f64x2.splat(4.13813679705723846039e-8);
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(-1.65339022054652515390e-6));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(6.61375632143793436117e-5));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(-2.77777777770155933842e-3));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(1.66666666666666019037e-1));
  const c = f64x2.sub(r, f64x2.mul(p, z));
  const q = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const one = f64x2.splat(1);
  const small = f64x2.sub(q, lo);
  const t = f64x2.add(small, hi);
  const lost = f64x2.sub(small, f64x2.sub(t, hi));
  const sum = f64x2.add(t, one);
  low = f64x2.add(f64x2.sub(t, f64x2.sub(sum, one)), lost);
  return sum;
}

/** The upper 26 bits of x. */
// @ts-ignore: decorator
@inline
function upperHalf(x: v128): v128 {
  return v128.and(x, i64x2.splat(0xfffffffff8000000));
}

/** (ah + al) / (bh + bl), high part; the rest in `low`. */
// @ts-ignore: decorator
@inline
function divide(ah: v128, al: v128, bh: v128, bl: v128): v128 {
  const q = f64x2.div(ah, bh);
  // The remainder a - q·b, exactly up to its own rounding.
  const q1 = upperHalf(q);
  const q2 = f64x2.sub(q, q1);
  const b1 = upperHalf(bh);
  const b2 = f64x2.sub(bh, b1);
  let rest = f64x2.sub(ah, f64x2.mul(q1, b1));
  rest = f64x2.sub(rest, f64x2.mul(q1, b2));
  rest = f64x2.sub(rest, f64x2.mul(q2, b1));
  rest = f64x2.sub(rest, f64x2.mul(q2, b2));
  rest = f64x2.add(rest, f64x2.sub(al, f64x2.mul(q, bl)));
  low = f64x2.div(rest, bh);
  return q;
}

/** 1 - 2 / (exp(2a) + 1) for a ≥ 0.5; anything below. */
// @ts-ignore: decorator
@inline
export function tanhLarge(a: v128): v128 {
  const one = f64x2.splat(1);
  const x = f64x2.pmin(f64x2.add(a, a), f64x2.splat(44));
  const n = nearestInteger(f64x2.mul(x, f64x2.splat(1.44269504088896340736)));
  const power = powerOfTwo(n);
  const e = f64x2.mul(expReduced(x, n), power);
  const el = f64x2.mul(low, power);
  const d = f64x2.add(e, one);
  const dl = f64x2.add(f64x2.sub(one, f64x2.sub(d, e)), el);
  const w = divide(f64x2.splat(2), f64x2.splat(0), d, dl);
  const t = f64x2.sub(one, w);
  const lost = f64x2.sub(f64x2.sub(one, t), w);
  return f64x2.add(t, f64x2.sub(lost, low));
}

/** 1 / (1 + exp(-x)), or e / (1 + e) with e = exp(x) for negative x. */
// @ts-ignore: decorator
@inline
export function sigmoid64(x: v128): v128 {
  const one = f64x2.splat(1);
  const t = f64x2.pmax(v128.or(x, f64x2.splat(-0.0)), f64x2.splat(-746));
  const n = nearestInteger(f64x2.mul(t, f64x2.splat(1.44269504088896340736)));
  const u = expReduced(t, n);
  const ul = low;
  // In the denominator less than 2^-120 does not count.
  const power = powerOfTwo(f64x2.pmax(n, f64x2.splat(-120)));
  const e = f64x2.mul(u, power);
  const d = f64x2.add(e, one);
  const dl = f64x2.add(f64x2.sub(e, f64x2.sub(d, one)), f64x2.mul(ul, power));
  const negative = f64x2.lt(x, f64x2.splat(0));
  const q = divide(v128.bitselect(u, one, negative), v128.and(ul, negative), d, dl);
  const sum = f64x2.add(q, low);
  // 2^n in two factors, for subnormal results.
  const half = nearestInteger(f64x2.mul(n, f64x2.splat(0.5)));
  const first = v128.bitselect(powerOfTwo(half), one, negative);
  const second = v128.bitselect(powerOfTwo(f64x2.sub(n, half)), one, negative);
  return f64x2.mul(f64x2.mul(sum, first), second);
}
