/**
 * Multiply and add: two roundings in the build whose bits are the same everywhere, one where the
 * processor fuses them in the build with relaxed SIMD. What a kernel's inner loops accumulate goes
 * through here.
 */

/** a·b + c. The accumulator comes last: V8 then needs no copy of a register. */
// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(c, v128.mul<T>(a, b));
}

/** y + c·x. */
// @ts-ignore: decorator
@inline
export function plusTimes(c: f32, x: v128, y: v128): v128 {
  return madd<f32>(f32x4.splat(c), x, y);
}

/** y − c·x. */
// @ts-ignore: decorator
@inline
export function minusTimes(c: f32, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(f32x4.splat(c), x, y);
  return f32x4.sub(y, f32x4.mul(f32x4.splat(c), x));
}
