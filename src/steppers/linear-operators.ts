/**
 * The linear operators of named PDEs in Fourier space, planes `[2, ...modes]`. Coefficients are a
 * number for all axes or one per axis; a diffusivity may be a whole matrix.
 */

import { sizeOf } from '../arrays.js';
import { UserError } from '../errors.js';
import {
  combination,
  complexProduct,
  type Domain,
  gradientInnerProductOperator,
  laplaceOperator,
  modeShape,
  wavenumbers,
} from '../spectral/index.js';

/** One number for all axes, or one per axis. */
export type Vector = number | readonly number[];
/** The same on the diagonal, or a whole matrix. */
export type Matrix = Vector | readonly (readonly number[])[];

/**
 * One number per axis: the same one for all, or a vector of as many as there are axes.
 *
 * @throws UserError where there are more or fewer.
 */
export function vectorOf(dims: number, value: Vector): number[] {
  if (typeof value === 'number') return new Array<number>(dims).fill(value);
  if (value.length === dims) return [...value];
  throw new UserError(
    `a vector of ${value.length} entries in ${dims} dimensions; allowed: one number, or ${dims}`,
  );
}

/**
 * The whole matrix, `[D][D]`.
 *
 * @throws UserError where it is not square, or has not as many rows as there are axes.
 */
export function matrixOf(dims: number, value: Matrix): number[][] {
  if (typeof value === 'number' || typeof value[0] === 'number') {
    const diagonal = vectorOf(dims, value as Vector);
    return diagonal.map((entry, i) => diagonal.map((_, j) => (i === j ? entry : 0)));
  }
  const rows = value as readonly (readonly number[])[];
  if (rows.length === dims && rows.every((row) => row.length === dims)) {
    return rows.map((row) => [...row]);
  }
  const lengths = rows.map((row) => row.length).join(', ');
  throw new UserError(
    `a matrix with rows of ${lengths} entries in ${dims} dimensions; ` +
      `allowed: ${dims} rows of ${dims}`,
  );
}

/** -c · ∇ */
export function advectionOperator(domain: Domain, velocity: Vector): Float64Array {
  const c = vectorOf(domain.dims, velocity).map((value) => -value);
  return gradientInnerProductOperator(domain, c);
}

/** ∇ · (A ∇), with A a number, the diagonal or the whole matrix. */
export function diffusionOperator(
  { dims, domainExtent, numPoints }: Domain,
  diffusivity: Matrix,
): Float64Array {
  const matrix = matrixOf(dims, diffusivity);
  const k = wavenumbers(dims, numPoints);
  const size = sizeOf(modeShape(dims, numPoints));
  const scale = (2 * Math.PI) / domainExtent;
  const planes = new Float64Array(2 * size);
  for (let i = 0; i < dims; i++) {
    for (let j = 0; j < dims; j++) {
      const factor = -matrix[i]![j]!;
      for (let m = 0; m < size; m++) {
        planes[m]! += factor * (k[i * size + m]! * scale) * (k[j * size + m]! * scale);
      }
    }
  }
  return planes;
}

/** ξ · ∇³, or (ξ · ∇) Δ with `advectOnDiffusion`. */
export function dispersionOperator(
  domain: Domain,
  dispersivity: Vector,
  advectOnDiffusion: boolean,
): Float64Array {
  const xi = vectorOf(domain.dims, dispersivity);
  if (!advectOnDiffusion) return gradientInnerProductOperator(domain, xi, 3);
  return complexProduct(gradientInnerProductOperator(domain, xi), laplaceOperator(domain));
}

/** -μ sum_i ∂_i⁴, or -μ Δ² with `diffuseOnDiffuse`. */
export function hyperDiffusionOperator(
  domain: Domain,
  hyperDiffusivity: number,
  diffuseOnDiffuse: boolean,
): Float64Array {
  const laplace = laplaceOperator(domain);
  const fourth = diffuseOnDiffuse ? complexProduct(laplace, laplace) : laplaceOperator(domain, 4);
  return combination([[-hyperDiffusivity, fourth]]);
}

/** -ψ₁ Δ - ψ₂ sum_i ∂_i⁴: produces energy at long waves, dissipates it at short ones. */
export function kuramotoSivashinskyOperator(
  domain: Domain,
  secondOrderScale: number,
  fourthOrderScale: number,
): Float64Array {
  return combination([
    [-secondOrderScale, laplaceOperator(domain)],
    [-fourthOrderScale, laplaceOperator(domain, 4)],
  ]);
}
