/**
 * Time steppers: objects that advance a state by one time step, as a graph function.
 *
 * A state is `[E, B, C, ...space]` on the grid of a periodic domain. Nothing is computed when a
 * stepper is made: coefficients are built in f64 when the first program is traced with it, which
 * needs the WASM core to be loaded.
 */

import {
  checkOptions,
  orNull,
  type Rule,
  type Rules,
  required,
  textOf,
  wholeFrom,
} from '../checks.js';
import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { type Domain, spatialShape, wholePower } from '../spectral/index.js';
import { type Equation, Etdrk, type EtdrkOrder } from './etdrk.js';
import { NONLINEAR, stepperOptions } from './options.js';

/** Anything that advances states: a reference solver, a coarse one, a trained network. */
export interface Stepper extends Domain {
  /** Channels of a state. */
  readonly numChannels: number;
  /** The time that one step covers. */
  readonly dt: number;
  /** One time step of states `[E, B, C, ...space]`. */
  step(u: Tensor): Tensor;
}

/**
 * Where and in what steps of time an equation is solved. Units are the caller's own; rates of an
 * equation are in those of `domainExtent` and `dt`.
 */
export interface StepperOptions extends Domain {
  /** Δt, the time that a step covers. Linear terms are exact for any; nonlinear ones limit it. */
  readonly dt: number;
}

/** How the nonlinear term is integrated; the defaults are exponax'. */
export interface EtdrkOptions {
  /**
   * Order of the ETDRK scheme, 0 (the linear part alone) to 4. Default 2, a good choice in float32;
   * 4 pays off in float64.
   */
  order?: number;
  /**
   * What the nonlinear term sees of the modes of an axis, 0 to 1. 2/3 keeps quadratic terms free of
   * aliases, 1/2 cubic ones; the default is the one of the two that suits the equation.
   */
  dealiasingFraction?: number;
  /** Points on the contour that coefficients are means over; default 16. */
  numCirclePoints?: number;
  /** Radius of the contour; default 1. */
  circleRadius?: number;
}

export const ETDRK_DEFAULTS = {
  order: 2,
  dealiasingFraction: 2 / 3,
  numCirclePoints: 16,
  circleRadius: 1,
};

const hasFunctions = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
export const STEPPER: Rule = {
  allowed: 'a stepper',
  fits: (value) => hasFunctions(value, 'step'),
};
const LINEAR_PART: Rule = {
  allowed: 'a function that gives an operator',
  fits: (value) => typeof value === 'function',
};
const NONLINEAR_PART: Rule = {
  allowed: 'an object with the functions products and operators',
  fits: (value) => hasFunctions(value, 'products', 'operators'),
};
const EQUATION: Rules = {
  numChannels: required(wholeFrom(1)),
  linear: required(LINEAR_PART),
  nonlinear: orNull(NONLINEAR_PART),
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
  /** Channels of a state. */
  readonly numChannels: number;
  readonly domainExtent: number;
  /** The time that one step covers. */
  readonly dt: number;
  private readonly scheme: Etdrk;

  /** @throws UserError for options that cannot be, and what is no equation. */
  constructor(options: StepperOptions & EtdrkOptions, equation: Equation) {
    const { dims, domainExtent, numPoints, dt } = stepperOptions(options, {}, NONLINEAR);
    checkOptions('equation', equation, EQUATION);
    this.dims = dims;
    this.numPoints = numPoints;
    this.numChannels = equation.numChannels;
    this.domainExtent = domainExtent;
    this.dt = dt;
    const { order, numCirclePoints, circleRadius } = { ...ETDRK_DEFAULTS, ...options };
    const used = (equation.nonlinear ? order : 0) as EtdrkOrder;
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

/** @throws UserError where a PDE of two dimensions is asked for in another number of them. */
export function checkTwoDimensions(name: string, { dims }: Pick<Domain, 'dims'>): void {
  if (dims !== 2) throw new UserError(`${name} in ${dims} dimensions; allowed: 2`);
}

/**
 * One step of `stepper`, which may be one of users' own.
 *
 * @throws UserError where its step gives anything but states like those that it was given.
 */
export function stepped(
  stepper: Stepper | { step(u: Tensor, aux: Tensor): Tensor },
  u: Tensor,
  aux?: Tensor,
): Tensor {
  const next = stepper.step(u, aux as Tensor);
  if (String(next?.shape) === String(u.shape)) return next;
  throw new UserError(
    `a stepper's step must give states [${u.shape.join(', ')}] as it is given, ` +
      `not ${textOf(next?.shape ?? next)}`,
  );
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
