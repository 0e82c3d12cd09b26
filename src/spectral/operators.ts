/**
 * Derivative operators in Fourier space, as host arrays in f64.
 *
 * A complex operator is two planes `[2, ...modes]`. Odd derivatives keep the Nyquist mode of an
 * even N, as exponax 0.1.0 does: on the last axis the inverse transform drops what comes of it.
 */

import { sizeOf } from '../arrays.js';
import { check, DATA, FINITE, NUMBERS, OBJECT, type Rule, wholeFrom } from '../checks.js';
import { checkDomain, type Domain } from './domain.js';
import { modeShape, wavenumbers, wholePower } from './modes.js';

const ofParity = (parity: string, rest: number): Rule => ({
  allowed: `${parity} whole number from 0 on`,
  fits: (order) => wholeFrom(0).fits(order) && (order as number) % 2 === rest,
});
const EVEN = ofParity('an even', 0);
const ODD = ofParity('an odd', 1);

/** The wavenumbers times 2π/L, one plane per axis: `[D, ...modes]`. */
function scaledWavenumbers({ dims, domainExtent, numPoints }: Domain): Float64Array {
  const k = wavenumbers(dims, numPoints);
  const scale = (2 * Math.PI) / domainExtent;
  return k.map((value) => value * scale);
}

/**
 * Adds `factor * sum_axis c_axis (i k_axis)^order` to the planes, where i^order is one of
 * 1, i, -1, -i, so that a plane is either touched or left exactly as it was.
 */
function addPower(
  planes: Float64Array,
  k: Float64Array,
  order: number,
  factors: readonly number[],
): void {
  const size = planes.length / 2;
  const plane = order % 2 === 1 ? size : 0;
  const sign = order % 4 < 2 ? 1 : -1;
  for (let axis = 0; axis < factors.length; axis++) {
    const factor = sign * factors[axis]!;
    for (let i = 0; i < size; i++) {
      planes[plane + i]! += factor * wholePower(k[axis * size + i]!, order);
    }
  }
}

/**
 * d/dx_axis for every axis, `[D, 2, ...modes]`: i (2π/L) k_axis
 * (exponax: `build_derivative_operator`).
 */
export function derivativeOperator(domain: Domain): Float64Array {
  checkDomain(domain);
  const { dims } = domain;
  const k = scaledWavenumbers(domain);
  const size = k.length / dims;
  const result = new Float64Array(dims * 2 * size);
  for (let axis = 0; axis < dims; axis++) {
    result.set(k.subarray(axis * size, (axis + 1) * size), (2 * axis + 1) * size);
  }
  return result;
}

/**
 * sum_axis c_axis (i k_axis)^order, `[2, ...modes]`, for any order and one factor per axis.
 *
 * With all factors 1 and an even order it is exponax' `build_laplace_operator`, with an odd order
 * its `build_gradient_inner_product_operator` of the velocity c. Order 0 counts every axis, as
 * the original does: the sum is D, not 1.
 */
export function powerOperator(
  domain: Domain,
  order: number,
  factors?: readonly number[],
): Float64Array {
  checkDomain(domain);
  const { dims, numPoints } = domain;
  const perAxis = factors !== undefined ? factors : new Array<number>(dims).fill(1);
  check('the order of an operator', order, wholeFrom(0));
  check('the factors of an operator', perAxis, {
    allowed: `one finite number for each of ${dims} axes`,
    fits: () => NUMBERS.fits(perAxis) && perAxis.length === dims,
  });
  const planes = new Float64Array(2 * sizeOf(modeShape(dims, numPoints)));
  addPower(planes, scaledWavenumbers(domain), order, perAxis);
  return planes;
}

/** sum_axis (d/dx_axis)^order, without mixed derivatives, for an even order. */
export function laplaceOperator(domain: Domain, order = 2): Float64Array {
  check('the order of a Laplace operator', order, EVEN);
  return powerOperator(domain, order);
}

/** sum_axis c_axis (d/dx_axis)^order for an odd order: c · ∇ for order 1. */
export function gradientInnerProductOperator(
  domain: Domain,
  velocity: readonly number[],
  order = 1,
): Float64Array {
  check('the order of a gradient inner product', order, ODD);
  return powerOperator(domain, order, velocity);
}

/** The operator that changes nothing, `[2, ...modes]`: 1 at every mode. */
export function identityOperator(grid: Pick<Domain, 'dims' | 'numPoints'>): Float64Array {
  check('a grid', grid, OBJECT);
  const { dims, numPoints } = grid;
  const size = sizeOf(modeShape(dims, numPoints));
  return new Float64Array(2 * size).fill(1, 0, size);
}

/** @throws UserError for what are no operators, or not of as many modes. */
function checkPlanes(operators: readonly Float64Array[]): void {
  const [first] = operators;
  for (const planes of operators) {
    check('an operator', planes, DATA);
    check('the length of an operator', planes.length, {
      allowed: `even, and that of the others, ${first!.length}`,
      fits: (length) => length === first!.length && length % 2 === 0,
    });
  }
}

/** The product of two complex arrays of the same shape, planes `[2, ...]`. */
export function complexProduct(a: Float64Array, b: Float64Array): Float64Array {
  checkPlanes([a, b]);
  const size = a.length / 2;
  const result = new Float64Array(2 * size);
  for (let i = 0; i < size; i++) {
    const ar = a[i]!;
    const ai = a[size + i]!;
    const br = b[i]!;
    const bi = b[size + i]!;
    result[i] = ar * br - ai * bi;
    result[size + i] = ar * bi + ai * br;
  }
  return result;
}

/** The linear combination sum_t factor_t planes_t of arrays of the same shape. */
export function combination(
  terms: readonly (readonly [factor: number, planes: Float64Array])[],
): Float64Array {
  check('what is combined', terms, {
    allowed: 'a list of pairs [factor, planes], one or more',
    fits: () => Array.isArray(terms) && terms.length > 0 && terms.every(Array.isArray),
  });
  for (const [factor] of terms) check('a factor', factor, FINITE);
  checkPlanes(terms.map(([, planes]) => planes));
  const result = new Float64Array(terms[0]![1].length);
  for (const [factor, planes] of terms) {
    for (let i = 0; i < result.length; i++) result[i]! += factor * planes[i]!;
  }
  return result;
}
