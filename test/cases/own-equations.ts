/**
 * Equations made of what the library exports, as a package of one's own makes them: a polynomial of
 * any degree, and a reaction of two channels that spread at different rates.
 */

import { sizeOf } from '../../src/arrays.js';
import type { Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import {
  combination,
  type Domain,
  dealiasingCutoff,
  identityOperator,
  laplaceOperator,
  spatialShape,
} from '../../src/spectral/index.js';
import {
  type EtdrkOptions,
  type NonlinearFunction,
  type ScaledOperator,
  SpectralStepper,
  type StepperOptions,
} from '../../src/steppers/index.js';

/** N(u) = sum_i c_i u^i, at every point for itself: nothing is dealiased. */
class Polynomial implements NonlinearFunction {
  readonly degree: number | null;

  constructor(
    private readonly domain: Domain,
    private readonly coefficients: readonly number[],
  ) {
    const powers = coefficients.flatMap((c, i) => (c === 0 ? [] : [i]));
    this.degree = powers.length === 1 ? powers[0]! : null;
  }

  products(uHat: Tensor): Tensor[] {
    const space = spatialShape(this.domain.dims, this.domain.numPoints);
    const u = ops.irfft(uHat, space);
    const constant = (value: number) =>
      ops.constant(new Float64Array(sizeOf(space)).fill(value), [1, 1, 1, ...space]);
    const monomials = this.coefficients.flatMap((c, i) => {
      if (c === 0) return [];
      if (i === 0) return [constant(c)];
      let power = u;
      for (let k = 1; k < i; k++) power = ops.mul(power, u);
      return [ops.scale(power, c)];
    });
    return [monomials.reduce((sum, monomial) => ops.add(sum, monomial))];
  }

  operators(): ScaledOperator[] {
    return [[1, identityOperator(this.domain)]];
  }
}

/** u_t = sum_i c_i u^i, without a linear part. */
export class PolynomialStepper extends SpectralStepper {
  constructor({
    coefficients,
    ...options
  }: StepperOptions & EtdrkOptions & { coefficients: readonly number[] }) {
    super(options, {
      numChannels: 1,
      linear: () => combination([[0, identityOperator(options)]]),
      nonlinear: new Polynomial(options, coefficients),
    });
  }
}

/** Rates at which the channels spread, are fed and decay. */
export const REACTION = { diffusivities: [0.02, 0.005], feed: 0.4, kill: 0.7 };

/** (f (1 - u) - u v², u v² - k v): one product for both channels, and one of two channels. */
class Reaction implements NonlinearFunction {
  readonly degree = null;

  constructor(
    private readonly domain: Domain,
    private readonly cutoff: number,
  ) {}

  products(uHat: Tensor): Tensor[] {
    const { dims, numPoints } = this.domain;
    const w = ops.irfft(uHat, spatialShape(dims, numPoints), { cutoff: this.cutoff });
    const [u, v] = [0, 1].map((c) => ops.slice(w, 2, c, c + 1));
    const perChannel = (values: number[]) =>
      ops.constant(Float64Array.from(values), [1, 1, 2, ...spatialShape(dims, 1)]);
    const { feed, kill } = REACTION;
    const rates = ops.add(ops.mul(w, perChannel([-feed, -kill])), perChannel([feed, 0]));
    return [ops.mul(u!, ops.square(v!)), rates];
  }

  operators(): ScaledOperator[] {
    const one = identityOperator(this.domain);
    return [
      [1, [combination([[-1, one]]), one]],
      [1, one],
    ];
  }
}

/** u_t = D_u Δu + f (1 - u) - u v², v_t = D_v Δv + u v² - k v. */
export class ReactionDiffusion extends SpectralStepper {
  constructor(options: StepperOptions & EtdrkOptions) {
    super(options, {
      numChannels: 2,
      linear: () =>
        REACTION.diffusivities.map((rate) => combination([[rate, laplaceOperator(options)]])),
      nonlinear: new Reaction(options, dealiasingCutoff(2 / 3, options.numPoints)),
    });
  }
}

/** A matrix of points to points that multiplies modes |k| <= cutoff by a real even factor. */
function multiplier(numPoints: number, cutoff: number, factor: (k: number) => number): number[][] {
  return Array.from({ length: numPoints }, (_, i) =>
    Array.from({ length: numPoints }, (_, j) => {
      let sum = 0;
      for (let k = -Math.floor((numPoints - 1) / 2); k <= numPoints / 2; k++) {
        if (Math.abs(k) > cutoff) continue;
        sum += factor(k) * Math.cos((2 * Math.PI * k * (i - j)) / numPoints);
      }
      return sum / numPoints;
    }),
  );
}

/**
 * `[2, N]` after a time of the reaction in 1D, by the classical Runge-Kutta scheme in many small
 * steps, with dense matrices instead of transforms.
 */
export function referenceReaction(
  { domainExtent, numPoints }: Domain,
  initial: Float64Array,
  time: number,
  steps: number,
): Float64Array {
  const laplace = multiplier(
    numPoints,
    numPoints,
    (k) => -(((2 * Math.PI * k) / domainExtent) ** 2),
  );
  const lowPass = multiplier(numPoints, dealiasingCutoff(2 / 3, numPoints), () => 1);
  const times = (matrix: number[][], u: Float64Array) =>
    u.map((_, i) => matrix[i]!.reduce((sum, entry, j) => sum + entry * u[j]!, 0));
  const { diffusivities, feed, kill } = REACTION;
  const change = (w: Float64Array): Float64Array => {
    const channels = [w.subarray(0, numPoints), w.subarray(numPoints)];
    const [u, v] = channels.map((channel) => times(lowPass, channel));
    const spread = channels.map((channel, c) =>
      times(laplace, channel).map((value) => diffusivities[c]! * value),
    );
    return w.map((_, at) => {
      const i = at % numPoints;
      const reaction = u![i]! * v![i]! ** 2;
      return at < numPoints
        ? spread[0]![i]! + feed * (1 - u![i]!) - reaction
        : spread[1]![i]! + reaction - kill * v![i]!;
    });
  };
  const h = time / steps;
  const moved = (w: Float64Array, by: Float64Array, factor: number) =>
    w.map((value, i) => value + factor * by[i]!);
  let w = initial;
  for (let step = 0; step < steps; step++) {
    const first = change(w);
    const second = change(moved(w, first, h / 2));
    const third = change(moved(w, second, h / 2));
    const fourth = change(moved(w, third, h));
    w = w.map(
      (value, i) => value + (h / 6) * (first[i]! + 2 * (second[i]! + third[i]!) + fourth[i]!),
    );
  }
  return w;
}

/** A state of the reaction in 1D, `[2, N]`, of three waves. */
export function reactionState(numPoints: number): Float64Array {
  return Float64Array.from({ length: 2 * numPoints }, (_, at) => {
    const x = (2 * Math.PI * (at % numPoints)) / numPoints;
    return at < numPoints
      ? 0.6 + 0.3 * Math.cos(x) + 0.1 * Math.sin(3 * x)
      : 0.5 + 0.2 * Math.sin(x) - 0.1 * Math.cos(2 * x + 1);
  });
}
