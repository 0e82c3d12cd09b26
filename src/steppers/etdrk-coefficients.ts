/**
 * The coefficients of exponential time differencing schemes, from a linear operator's planes
 * `[2, ...modes]` and a time step.
 *
 * Means over a contour as Kassam and Trefethen (2005) compute them. As in exponax 0.1.0 they keep
 * only the real part of the mean, even where L is complex (advection, dispersion): the schemes then
 * have a formally lower order, and the numbers are the original's.
 */

import { core } from '../core/index.js';

/** Functions of z = dt L whose contour means weigh the nonlinear terms. */
export type Weight = 'phi1' | 'halfPhi1' | 'phi2' | 'alpha' | 'beta' | 'gamma';

export interface ContourOptions {
  /** Number of points on the circle around each z. */
  numCirclePoints: number;
  circleRadius: number;
}

/** exp(factor * dt * L) of planes `[2, ...modes]`. */
export function exponentialOf(linear: Float64Array, dt: number): Float64Array {
  const { exp, cos, sin } = core();
  const size = linear.length / 2;
  const result = new Float64Array(2 * size);
  for (let i = 0; i < size; i++) {
    const magnitude = exp(dt * linear[i]!);
    const angle = dt * linear[size + i]!;
    result[i] = magnitude * cos(angle);
    result[size + i] = magnitude * sin(angle);
  }
  return result;
}

/**
 * dt times the real part of the mean of a weight over the circle around every z = dt L,
 * as planes `[2, ...modes]` (the imaginary plane is zero).
 */
export function contourMean(
  weight: Weight,
  linear: Float64Array,
  dt: number,
  { numCirclePoints, circleRadius }: ContourOptions,
): Float64Array {
  const { cos, sin } = core();
  const size = linear.length / 2;
  const half = halfOf(weight);
  const result = new Float64Array(2 * size);
  for (let j = 0; j < numCirclePoints; j++) {
    const angle = (2 * Math.PI * (j + 0.5)) / numCirclePoints;
    const re = circleRadius * cos(angle);
    const im = circleRadius * sin(angle);
    // Many modes have the same imaginary part, and the cosine and the sine take the longest.
    const directions = new Map<number, Direction>();
    for (let i = 0; i < size; i++) {
      const y = dt * linear[size + i]! + im;
      let direction = directions.get(y);
      if (direction === undefined) {
        direction = { y, cosine: cos(half * y), sine: sin(half * y) };
        directions.set(y, direction);
      }
      result[i]! += realPartOf(weight, dt * linear[i]! + re, direction);
    }
  }
  for (let i = 0; i < size; i++) result[i]! *= dt / numCirclePoints;
  return result;
}

/** The h in the e^(hz) of a weight. */
const halfOf = (weight: Weight) => (weight === 'halfPhi1' ? 0.5 : 1);

/** y, and the cosine and the sine of hy. */
interface Direction {
  readonly y: number;
  readonly cosine: number;
  readonly sine: number;
}

/** The real part of a weight at z = x + i y: a numerator a + e^(hz) b over a power of z. */
function realPartOf(weight: Weight, x: number, { y, cosine, sine }: Direction): number {
  const magnitude = core().exp(halfOf(weight) * x);
  const er = magnitude * cosine;
  const ei = magnitude * sine;
  const x2 = x * x - y * y;
  const y2 = 2 * x * y;
  let ar: number;
  let ai: number;
  let br = 1;
  let bi = 0;
  let power = 3;
  switch (weight) {
    case 'phi1':
    case 'halfPhi1':
      [ar, ai, power] = [-1, 0, 1];
      break;
    case 'phi2':
      [ar, ai, power] = [-1 - x, -y, 2];
      break;
    case 'alpha':
      [ar, ai, br, bi] = [-4 - x, -y, 4 - 3 * x + x2, -3 * y + y2];
      break;
    case 'beta':
      [ar, ai, br, bi] = [2 + x, y, x - 2, y];
      break;
    case 'gamma':
      [ar, ai, br, bi] = [-4 - 3 * x - x2, -3 * y - y2, 4 - x, -y];
      break;
    default:
      throw new Error(`unknown weight ${weight satisfies never}`);
  }
  let re = ar + er * br - ei * bi;
  let im = ai + er * bi + ei * br;
  const norm = x * x + y * y;
  for (let i = 0; i < power; i++) {
    [re, im] = [(re * x + im * y) / norm, (im * x - re * y) / norm];
  }
  return re;
}
