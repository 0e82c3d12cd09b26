/** Which weights of a Fourier neural operator have no influence on its output, by their place. */

import type { Network } from '../../src/nets/index.js';
import { coordinates } from '../reference/indexing.js';

/** Where an array is 0, beside its largest number, up to rounding. */
export function zeros(values: Float64Array): boolean[] {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Array.from(values, (value) => Math.abs(value) <= 1e-12 * size);
}

/**
 * Whether a weight of a spectral layer has no influence, by the place of its mode: later blocks
 * overwrite it, or it is an imaginary part and its mode is real and stays so: where every wave
 * number is 0 or half the points, and the last of them makes the inverse transform drop it.
 */
function hasNoInfluence(
  [block, , , ...k]: readonly number[],
  isImaginary: boolean,
  modes: number,
  numPoints: number,
): boolean {
  const last = k.length - 1;
  const wave = k.map((place, axis) =>
    axis < last && ((block! >> axis) & 1) === 1 ? numPoints - modes + place : place,
  );
  // A later block holds the same mode if one more axis may be read from its other end.
  const isOverwritten = wave.some(
    (n, axis) => axis < last && ((block! >> axis) & 1) === 0 && n >= numPoints - modes,
  );
  const isReal = wave.every((n) => n === 0 || 2 * n === numPoints);
  return isOverwritten || (isImaginary && isReal);
}

/** For each parameter of a network, which of its numbers are without influence. */
export function withoutInfluence(network: Network): boolean[][] {
  return network.parameters.map(({ path, shape }) => {
    const marks: boolean[] = [];
    const isSpectral = path.includes('weights_');
    coordinates(shape, (place) => {
      marks.push(
        isSpectral &&
          hasNoInfluence(place, path.endsWith('imag'), shape.at(-1)!, network.numPoints),
      );
    });
    return marks;
  });
}
