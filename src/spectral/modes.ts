/**
 * Modes of the real transform: their shape, their wavenumbers and how to walk over them.
 *
 * A real field on N points along each of D axes has the modes of `rfftn`: every axis but the last
 * keeps N of them in the order 0, 1, …, -1, the last one keeps 0 … N/2. All arrays here are host
 * arrays (`Float64Array`), row-major over the modes; complex ones are two planes, real part first.
 */

import { check, FLAG } from '../checks.js';
import { checkGrid } from './domain.js';
import { type Indexing, meshgrid } from './meshgrid.js';

/** The shape of the half spectrum: `[N, …, N, floor(N/2) + 1]`. */
export function modeShape(numSpatialDims: number, numPoints: number): number[] {
  checkGrid(numSpatialDims, numPoints);
  const shape = new Array<number>(numSpatialDims).fill(numPoints);
  shape[numSpatialDims - 1] = Math.floor(numPoints / 2) + 1;
  return shape;
}

/** The shape of the grid: `[N, …, N]`. */
export function spatialShape(numSpatialDims: number, numPoints: number): number[] {
  checkGrid(numSpatialDims, numPoints);
  return new Array<number>(numSpatialDims).fill(numPoints);
}

/** `base` to a small whole power, by multiplication alone. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result *= base;
  return result;
}

/**
 * The wavenumbers along one axis: 0 … N/2 on the last axis (the Nyquist mode positive), in the
 * order 0, 1, …, -1 on the others (the Nyquist mode of an even N as -N/2).
 */
export function axisWavenumbers(numPoints: number, last: boolean): Float64Array {
  checkGrid(1, numPoints);
  check('last', last, FLAG);
  const half = Math.floor(numPoints / 2);
  if (last) return Float64Array.from({ length: half + 1 }, (_, k) => k);
  const positive = Math.floor((numPoints - 1) / 2);
  return Float64Array.from({ length: numPoints }, (_, k) => (k <= positive ? k : k - numPoints));
}

/**
 * The wavenumbers of all modes as exact integers, one plane per axis: `[D, ...modes]`
 * (exponax: `build_wavenumbers`).
 */
export function wavenumbers(
  numSpatialDims: number,
  numPoints: number,
  indexing?: Indexing,
): Float64Array {
  checkGrid(numSpatialDims, numPoints);
  const axes = Array.from({ length: numSpatialDims }, (_, axis) =>
    axisWavenumbers(numPoints, axis === numSpatialDims - 1),
  );
  return meshgrid(axes, indexing);
}
