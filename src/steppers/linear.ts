/**
 * The linear operators of named PDEs, in Fourier space, and their steppers. All are solved
 * exactly; every one has a single channel.
 */

import { UserError } from '../errors.js';
import {
  combination,
  complexProduct,
  gradientInnerProductOperator,
  laplaceOperator,
  modeShape,
  sizeOf,
  wavenumbers,
} from '../spectral/index.js';
import { SpectralStepper, type StepperOptions } from './base-stepper.js';

type Vector = number | readonly number[];
type Matrix = Vector | readonly (readonly number[])[];

/** One number per axis: the same one for all, or a vector of as many as there are axes. */
function perAxis(dims: number, value: Vector): number[] {
  if (typeof value === 'number') return new Array<number>(dims).fill(value);
  if (value.length === dims) return [...value];
  throw new UserError(`a vector of ${value.length} entries in ${dims} dimensions`);
}

function matrixOf(dims: number, value: Matrix): number[][] {
  if (typeof value === 'number' || typeof value[0] === 'number') {
    const diagonal = perAxis(dims, value as Vector);
    return diagonal.map((entry, i) => diagonal.map((_, j) => (i === j ? entry : 0)));
  }
  const rows = value as readonly (readonly number[])[];
  if (rows.length === dims) return rows.map((row) => perAxis(dims, row));
  throw new UserError(`a matrix of ${rows.length} rows in ${dims} dimensions`);
}

/** -c · ∇ */
export function advectionOperator(options: StepperOptions, velocity: Vector): Float64Array {
  const { dims, domainExtent, numPoints } = options;
  const c = perAxis(dims, velocity).map((value) => -value);
  return gradientInnerProductOperator(dims, domainExtent, numPoints, c);
}

/** ∇ · (A ∇), with A a number, the diagonal or the whole matrix. */
export function diffusionOperator(
  { dims, domainExtent, numPoints }: StepperOptions,
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
  { dims, domainExtent, numPoints }: StepperOptions,
  dispersivity: Vector,
  advectOnDiffusion: boolean,
): Float64Array {
  const xi = perAxis(dims, dispersivity);
  if (!advectOnDiffusion) {
    return gradientInnerProductOperator(dims, domainExtent, numPoints, xi, 3);
  }
  return complexProduct(
    gradientInnerProductOperator(dims, domainExtent, numPoints, xi),
    laplaceOperator(dims, domainExtent, numPoints),
  );
}

/** -μ sum_i ∂_i⁴, or -μ Δ² with `diffuseOnDiffuse`. */
export function hyperDiffusionOperator(
  { dims, domainExtent, numPoints }: StepperOptions,
  hyperDiffusivity: number,
  diffuseOnDiffuse: boolean,
): Float64Array {
  const laplace = laplaceOperator(dims, domainExtent, numPoints);
  const fourth = diffuseOnDiffuse
    ? complexProduct(laplace, laplace)
    : laplaceOperator(dims, domainExtent, numPoints, 4);
  return combination([[-hyperDiffusivity, fourth]]);
}

/** u_t + c · ∇u = 0: the initial state moves with velocity c. */
export class Advection extends SpectralStepper {
  constructor({ velocity = 1, ...options }: StepperOptions & { velocity?: Vector }) {
    super(options, { numChannels: 1, linear: () => advectionOperator(options, velocity) });
  }
}

/** u_t = ∇ · (A ∇u): every mode but the mean decays. */
export class Diffusion extends SpectralStepper {
  constructor({ diffusivity = 0.01, ...options }: StepperOptions & { diffusivity?: Matrix }) {
    super(options, { numChannels: 1, linear: () => diffusionOperator(options, diffusivity) });
  }
}

/** u_t + c · ∇u = ∇ · (A ∇u). */
export class AdvectionDiffusion extends SpectralStepper {
  constructor({
    velocity = 1,
    diffusivity = 0.01,
    ...options
  }: StepperOptions & { velocity?: Vector; diffusivity?: Matrix }) {
    super(options, {
      numChannels: 1,
      linear: () =>
        combination([
          [1, advectionOperator(options, velocity)],
          [1, diffusionOperator(options, diffusivity)],
        ]),
    });
  }
}

/** u_t = ξ · ∇³u: short waves travel faster than long ones. */
export class Dispersion extends SpectralStepper {
  constructor({
    dispersivity = 1,
    advectOnDiffusion = false,
    ...options
  }: StepperOptions & { dispersivity?: Vector; advectOnDiffusion?: boolean }) {
    super(options, {
      numChannels: 1,
      linear: () => dispersionOperator(options, dispersivity, advectOnDiffusion),
    });
  }
}

/** u_t = -μ ∇⁴u: short waves decay much faster than under diffusion. */
export class HyperDiffusion extends SpectralStepper {
  constructor({
    hyperDiffusivity = 0.0001,
    diffuseOnDiffuse = false,
    ...options
  }: StepperOptions & { hyperDiffusivity?: number; diffuseOnDiffuse?: boolean }) {
    super(options, {
      numChannels: 1,
      linear: () => hyperDiffusionOperator(options, hyperDiffusivity, diffuseOnDiffuse),
    });
  }
}
