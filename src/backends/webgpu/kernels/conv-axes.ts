/** Points and taps of a convolution, as the kernels see them. */

import type { Shape } from '../../../graph/index.js';

const modulo = (a: number, n: number) => ((a % n) + n) % n;
export const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);

/**
 * Points, taps and the places that they read on three axes, leading ones for those that a space has
 * not. `sign` is -1 for the adjoint with respect to the input. With one tap all points are one row.
 */
export function axesOf(space: Shape, taps: Shape, dilation: number, sign: 1 | -1) {
  const points = taps[0] === 1 ? [1, 1, product(space)] : [1, 1, ...space].slice(-3);
  const k = taps[0] === 1 ? [1, 1, 1] : [1, 1, ...taps].slice(-3);
  const values: Record<string, number> = {};
  points.forEach((n, axis) => {
    values[`S${axis}`] = n;
    values[`K${axis}`] = k[axis];
    values[`FROM${axis}`] = modulo(-sign * ((k[axis] - 1) >> 1) * dilation, n);
    values[`STEP${axis}`] = modulo(sign * dilation, n);
  });
  return { points, k, values };
}
