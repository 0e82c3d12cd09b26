/** What every kernel needs to know about a 16-byte vector of T = f32 | f64. */

/** Elements of T in a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / <i32>sizeof<T>();
}

/** The sum of a vector's lanes, always in the order (0 + 2) + (1 + 3), or 0 + 1 for f64. */
// @ts-ignore: decorator
@inline
export function sumLanes<T>(v: v128): T {
  if (sizeof<T>() == 4) {
    const a = v128.add<T>(v, v128.shuffle<T>(v, v, 2, 3, 2, 3));
    return v128.extract_lane<T>(a, 0) + v128.extract_lane<T>(a, 1);
  }
  return v128.extract_lane<T>(v, 0) + v128.extract_lane<T>(v, 1);
}

/** Bytes rounded up to a multiple of 64. */
// @ts-ignore: decorator
@inline
export function round64(bytes: usize): usize {
  return (bytes + 63) & ~(<usize>63);
}

/** ceil(a / b) for positive integers. */
// @ts-ignore: decorator
@inline
export function ceilDiv(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}

/**
 * The first part of item (sample·blocks + block), the parts being counted over the samples: of a
 * sample's `parts` a block has its equal share, to within one.
 */
// @ts-ignore: decorator
@inline
export function firstPart(item: i32, blocks: i32, parts: i32): i32 {
  return (item / blocks) * parts + ((item % blocks) * parts) / blocks;
}

/** The lower halves of two float32 vectors, their lanes in turn. */
// @ts-ignore: decorator
@inline
export function low(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** The upper halves. */
// @ts-ignore: decorator
@inline
export function high(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** The lower halves of two vectors, one behind the other. */
// @ts-ignore: decorator
@inline
export function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 1, 4, 5);
}

/** The upper halves. */
// @ts-ignore: decorator
@inline
export function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 3, 6, 7);
}
