/**
 * How fast the machine's arithmetic is: multiplications and additions on registers alone. What
 * other kernels reach is measured against it.
 */

/**
 * Floating-point operations of one round: twelve chains of eight vectors of four, each multiplied
 * and added to.
 */
const ROUND_FLOPS: f64 = 12 * 8 * 4 * 2;

/** a x + b, or a b + x where both operations are one: the accumulator then needs no copy. */
// @ts-ignore: decorator
@inline
function next(x: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, x);
  return f32x4.add(f32x4.mul(x, a), b);
}

/**
 * Does `rounds` rounds and returns how many floating-point operations that was. Twelve chains hide
 * the latency of both operations and fit into sixteen registers; no number is subnormal or
 * infinite. (The last term is 0: it keeps the chains alive.)
 */
export function peak(rounds: i32): f64 {
  const a = f32x4.splat(0.875);
  const b = f32x4.splat(0.125);
  let x0 = f32x4.splat(1), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0;
  let x6 = x0, x7 = x0, x8 = x0, x9 = x0, x10 = x0, x11 = x0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 8; i++) {
      x0 = next(x0, a, b);
      x1 = next(x1, a, b);
      x2 = next(x2, a, b);
      x3 = next(x3, a, b);
      x4 = next(x4, a, b);
      x5 = next(x5, a, b);
      x6 = next(x6, a, b);
      x7 = next(x7, a, b);
      x8 = next(x8, a, b);
      x9 = next(x9, a, b);
      x10 = next(x10, a, b);
      x11 = next(x11, a, b);
    }
  }
  const s0 = f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3));
  const s1 = f32x4.add(f32x4.add(x4, x5), f32x4.add(x6, x7));
  const s2 = f32x4.add(f32x4.add(x8, x9), f32x4.add(x10, x11));
  const sum = f32x4.add(f32x4.add(s0, s1), s2);
  return <f64>rounds * ROUND_FLOPS + 0 * <f64>f32x4.extract_lane(sum, 0);
}
