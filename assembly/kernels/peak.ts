// How fast the machine's arithmetic is: multiplications and additions on registers alone. What other kernels reach is measured
// against it.

/** Floating-point operations of one round: twelve chains of eight vectors of four, each multiplied and added to. */
const ROUND_FLOPS: f64 = 12 * 8 * 4 * 2;

/**
 * Does `rounds` rounds of x ← a x + b and returns how many floating-point operations that was. Twelve chains hide the latency of
 * both operations and fit into sixteen registers; they tend to 1, so no number is subnormal. (The last term is 0: it keeps
 * the chains alive.)
 */
export function peak(rounds: i32): f64 {
  const a = f32x4.splat(0.875);
  const b = f32x4.splat(0.125);
  let x0 = f32x4.splat(1), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0;
  let x6 = x0, x7 = x0, x8 = x0, x9 = x0, x10 = x0, x11 = x0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 8; i++) {
      x0 = f32x4.add(f32x4.mul(x0, a), b);
      x1 = f32x4.add(f32x4.mul(x1, a), b);
      x2 = f32x4.add(f32x4.mul(x2, a), b);
      x3 = f32x4.add(f32x4.mul(x3, a), b);
      x4 = f32x4.add(f32x4.mul(x4, a), b);
      x5 = f32x4.add(f32x4.mul(x5, a), b);
      x6 = f32x4.add(f32x4.mul(x6, a), b);
      x7 = f32x4.add(f32x4.mul(x7, a), b);
      x8 = f32x4.add(f32x4.mul(x8, a), b);
      x9 = f32x4.add(f32x4.mul(x9, a), b);
      x10 = f32x4.add(f32x4.mul(x10, a), b);
      x11 = f32x4.add(f32x4.mul(x11, a), b);
    }
  }
  const s0 = f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3));
  const s1 = f32x4.add(f32x4.add(x4, x5), f32x4.add(x6, x7));
  const s2 = f32x4.add(f32x4.add(x8, x9), f32x4.add(x10, x11));
  const sum = f32x4.add(f32x4.add(s0, s1), s2);
  return <f64>rounds * ROUND_FLOPS + 0 * <f64>f32x4.extract_lane(sum, 0);
}
