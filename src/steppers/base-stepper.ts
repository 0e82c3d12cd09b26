/**
 * Time steppers: objects that advance a state by one time step, as a graph function.
 *
 * A state is `[E, B, C, ...space]` on the grid of a periodic domain. Nothing is computed when a
 * stepper is made: coefficients are built in f64 when the first program is traced with it, which
 * needs the WASM core to be loaded.
 */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { type Domain, spatialShape, wholePower } from '../spectral/index.js';
import { type Equation, Etdrk, etdrkOrder } from './etdrk.js';

/** Anything that advances states: a reference solver, a coarse one, a trained network. */
export interface Stepper extends Domain {
  readonly numChannels: number;
  readonly dt: number;
  /** One time step of states `[E, B, C, ...space]`. */
  step(u: Tensor): Tensor;
}

/** Where and in what steps of time an equation is solved. */
export interface StepperOptions extends Domain {
  readonly dt: number;
}

/** How the nonlinear term is integrated; the defaults are exponax'. */
export interface EtdrkOptions {
  /** 0 (the linear part alone) to 4; default 2. */
  order?: number;
  /** What a nonlinear term that dealiases keeps of the modes of an axis; default 2/3. */
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

/**
 * A stepper of a semi-linear PDE: transform, one ETDRK step in Fourier space, transform back.
 *
 * This is all that a PDE of one's own takes. The heat equation in two channels that spread at
 * different rates: `new SpectralStepper({ ...domain, dt }, { numChannels: 2, linear: () =>
 * [1, 0.5].map((nu) => combination([[nu, laplaceOperator(domain)]])) })`.
 */
export class SpectralStepper implements Stepper {
  readonly dims: number;
  readonly numPoints: number;
  readonly numChannels: number;
  readonly domainExtent: number;
  readonly dt: number;
  private readonly scheme: Etdrk;

  /** @throws UserError where there is no scheme of the order. */
  constructor(options: StepperOptions & EtdrkOptions, equation: Equation) {
    const { dims, domainExtent, numPoints, dt } = options;
    this.dims = dims;
    this.numPoints = numPoints;
    this.numChannels = equation.numChannels;
    this.domainExtent = domainExtent;
    this.dt = dt;
    const { order, numCirclePoints, circleRadius } = { ...ETDRK_DEFAULTS, ...options };
    const used = etdrkOrder(equation.nonlinear ? order : 0);
    this.scheme = new Etdrk(this, equation, { dt, order: used, numCirclePoints, circleRadius });
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
