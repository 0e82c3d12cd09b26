/** Smoothed curves. */

/**
 * The mean around every place, in which what lies `width` away counts 1/e as much. It looks both ways, so that a
 * curve does not lag behind; places need not be evenly spaced. What is not finite stays so, and counts for
 * no other place.
 */
export function smoothed(
  x: readonly number[],
  y: ArrayLike<number>,
  width: number,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(x.length);
  const weights = new Float64Array(x.length);
  const pass = (from: number, step: 1 | -1, countsItself: boolean) => {
    let [sum, weight] = [0, 0];
    for (let i = from; i >= 0 && i < x.length; i += step) {
      const before = x[i - step];
      const decay = before === undefined ? 0 : Math.exp(-Math.abs(x[i]! - before) / width);
      sum *= decay;
      weight *= decay;
      if (!countsItself) add(i, sum, weight);
      if (Number.isFinite(y[i])) {
        sum += y[i]!;
        weight += 1;
      }
      if (countsItself) add(i, sum, weight);
    }
  };
  const add = (i: number, sum: number, weight: number) => {
    sums[i]! += sum;
    weights[i]! += weight;
  };
  pass(0, 1, true);
  pass(x.length - 1, -1, false);
  return sums.map((sum, i) => (Number.isFinite(y[i]) ? sum / weights[i]! : y[i]!));
}
