/** How far two results are apart. */

export interface Distance {
  /**
   * The largest difference of two numbers of one tensor, as a part of that tensor's largest number.
   */
  relative: number;
  /** The same difference in float32 units in the last place of that largest number. */
  ulp: number;
}

const word = new Int32Array(1);
const float = new Float32Array(word.buffer);

/** The distance from a float32 number's size to the next larger one. */
function unitInLastPlace(x: number): number {
  float[0] = Math.abs(x);
  const size = float[0];
  word[0]++;
  return float[0] - size;
}

/**
 * Of two tensors; infinite where one has a number that is not finite and the other does not have
 * the same.
 */
export function distance(a: Float64Array, b: Float64Array): Distance {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < a.length; i++) {
    for (const x of [a[i], b[i]]) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    if (Object.is(a[i], b[i])) continue;
    const apart = Math.abs(a[i] - b[i]);
    difference = Number.isFinite(apart) ? Math.max(difference, apart) : Number.POSITIVE_INFINITY;
  }
  if (difference === 0) return { relative: 0, ulp: 0 };
  return { relative: difference / largest, ulp: difference / unitInLastPlace(largest) };
}

/** The larger one. */
export function farther(a: Distance, b: Distance): Distance {
  return a.relative >= b.relative ? a : b;
}
