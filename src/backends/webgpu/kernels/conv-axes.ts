/** Points and taps of a convolution, as the kernels see them. */

import { sizeOf } from '../../../arrays.js';
import { type ConvGeometry, convAxis, inputSpace, isPlain } from '../../../graph/index.js';

const modulo = (a: number, n: number) => ((a % n) + n) % n;

/** An axis that a space has not. */
const ONE_POINT = convAxis(1, 1);

/**
 * Points, taps and the places that they read on three axes, leading ones for those that a space has
 * not. `sign` is -1 for the adjoint with respect to the input. With one tap all points are one row.
 */
export function axesOf(geometry: ConvGeometry, sign: 1 | -1) {
  if (!isPlain(geometry)) throw new Error('this convolution is not provided on WebGPU yet');
  const pointwise = geometry.axes.every(({ kernel }) => kernel === 1);
  const axes = pointwise
    ? [convAxis(sizeOf(inputSpace(geometry)), 1, geometry.axes[0])]
    : geometry.axes;
  const three = [ONE_POINT, ONE_POINT, ...axes].slice(-3);
  const values: Record<string, number> = {};
  three.forEach(({ input, kernel, dilation, before }, axis) => {
    values[`S${axis}`] = input;
    values[`K${axis}`] = kernel;
    values[`FROM${axis}`] = modulo(-sign * before, input);
    values[`STEP${axis}`] = modulo(sign * dilation, input);
  });
  return { k: three.map(({ kernel }) => kernel), values };
}
