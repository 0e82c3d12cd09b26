/**
 * Small steps of the Winograd transforms in one and in more dimensions.
 */

// @ts-ignore: decorator
@inline
export function times(c: f32, v: v128): v128 {
  return f32x4.mul(f32x4.splat(c), v);
}

/**
 * One tap of two outputs, `next` bytes apart, and two inputs, `step` bytes apart: [input][output].
 * Of an output that is alone the second is 0.
 */
// @ts-ignore: decorator
@inline
export function fourWeights(at: usize, next: usize, step: usize, alone: bool): v128 {
  let v = v128.load32_zero(at);
  v = v128.load32_lane(at + next, v, 1);
  v = v128.load32_lane(at + step, v, 2);
  v = v128.load32_lane(at + step + next, v, 3);
  return alone ? v128.and(v, i32x4(-1, 0, -1, 0)) : v;
}

/** The two inputs' pairs; of a last one the first alone. */
// @ts-ignore: decorator
@inline
export function storeFourWeights(to: usize, v: v128, last: bool): void {
  if (last) v128.store64_lane(to, v, 0);
  else v128.store(to, v);
}

/**
 * Bytes from one transformed plane of n vectors of four to the next: an odd multiple of 64, so that
 * the planes do not meet in few sets of a cache.
 */
// @ts-ignore: decorator
@inline
export function planeStep(n: i32): usize {
  return (<usize>(n | 1)) << 6;
}
