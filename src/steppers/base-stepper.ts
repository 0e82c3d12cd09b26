/**
 * Time steppers: objects that advance a state by one time step, as a graph function.
 *
 * A state is `[E, B, C, ...space]` on the grid of a periodic domain. Nothing is computed when a
 * stepper is made: coefficients are built in f64 when the first program is traced with it, which
 * needs the WASM core to be loaded.
 */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { spatialShape, wholePower } from '../spectral/index.js';
import { Etdrk, etdrkOrder } from './etdrk.js';
import type { NonlinearFunction } from './nonlinear/nonlinear-function.js';

/** Anything that advances states: a reference solver, a coarse one, a trained network. */
export interface Stepper {
  /** Number of spatial dimensions. */
  readonly dims: number;
  readonly numPoints: number;
  readonly numChannels: number;
  readonly domainExtent: number;
  readonly dt: number;
  /** One time step of states `[E, B, C, ...space]`. */
  step(u: Tensor): Tensor;
}

/** A domain and a time step. */
export interface StepperOptions {
  dims: number;
  domainExtent: number;
  numPoints: number;
  dt: number;
}

/** How the nonlinear term is integrated; the defaults are exponax'. */
export interface EtdrkOptions {
  /** 0 (the linear part alone) to 4; default 2. */
  order?: number;
  /** Default 2/3. */
  dealiasingFraction?: number;
  /** Default 16. */
  numCirclePoints?: number;
  /** Default 1. */
  circleRadius?: number;
}

export const ETDRK_DEFAULTS = {
  order: 2,
  dealiasingFraction: 2 / 3,
  numCirclePoints: 16,
  circleRadius: 1,
};

/** What tells one PDE from another. */
export interface Equation {
  numChannels: number;
  /** The diagonal linear operator, planes `[2, ...modes]`. */
  linear: () => Float64Array;
  nonlinear?: NonlinearFunction | null;
}

/** A stepper of a semi-linear PDE: transform, one ETDRK step in Fourier space, transform back. */
export class SpectralStepper implements Stepper {
  readonly dims: number;
  readonly numPoints: number;
  readonly numChannels: number;
  readonly domainExtent: number;
  readonly dt: number;
  private readonly scheme: Etdrk;

  constructor(
    { dims, domainExtent, numPoints, dt }: StepperOptions,
    { numChannels, linear, nonlinear = null }: Equation,
    etdrk: EtdrkOptions = {},
  ) {
    this.dims = dims;
    this.numPoints = numPoints;
    this.numChannels = numChannels;
    this.domainExtent = domainExtent;
    this.dt = dt;
    const { order, numCirclePoints, circleRadius } = { ...ETDRK_DEFAULTS, ...etdrk };
    const used = etdrkOrder(nonlinear === null ? 0 : order);
    let operator: Float64Array | undefined;
    const once = () => {
      operator ??= linear();
      return operator;
    };
    this.scheme = new Etdrk(once, dt, used, nonlinear, { numCirclePoints, circleRadius });
  }

  step(u: Tensor): Tensor {
    checkState(this, u);
    const uHat = ops.rfft(u, this.dims);
    const next = this.stepFourier(uHat, wholePower(this.numPoints, this.dims));
    return ops.irfft(next, spatialShape(this.dims, this.numPoints));
  }

  /**
   * One step in Fourier space: a spectrum `[E, B, C, 2, ...modes]` that holds `scale` times the
   * coefficients in, the coefficients themselves out.
   */
  stepFourier(uHat: Tensor, scale = 1): Tensor {
    return this.scheme.step(uHat, scale);
  }
}

/** Throws where a state does not have the stepper's channels and grid. */
export function checkState(stepper: Stepper, u: Tensor): void {
  const expected = [stepper.numChannels, ...spatialShape(stepper.dims, stepper.numPoints)];
  const given = u.shape.slice(2);
  if (given.length !== expected.length || given.some((extent, i) => extent !== expected[i])) {
    throw new Error(
      `a stepper of states [${expected.join(', ')}] was given [${u.shape.join(', ')}]`,
    );
  }
}
