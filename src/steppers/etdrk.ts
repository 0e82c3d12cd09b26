/**
 * Exponential time differencing Runge-Kutta schemes of orders 0 to 4 for
 * du/dt = L u + N(u) with a diagonal L, in Fourier space.
 *
 * Cox and Matthews, "Exponential time differencing for stiff systems" (2002), with the
 * coefficients as means over a contour as Kassam and Trefethen (2005) compute them. As in exponax
 * 0.1.0 the coefficients keep only the real part of the mean, even where L is complex (advection,
 * dispersion): the schemes then have a formally lower order, and the numbers are the original's.
 */

import { core } from '../core/index.js';
import { UserError } from '../errors.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { combination, complexProduct } from '../spectral/index.js';
import { linearCombination, type SpectralTerm } from './linear-combination.js';
import type { NonlinearFunction } from './nonlinear/nonlinear-function.js';

export type EtdrkOrder = 0 | 1 | 2 | 3 | 4;

/** Functions of z = dt L whose contour means weigh the nonlinear terms. */
type Weight = 'phi1' | 'halfPhi1' | 'phi2' | 'alpha' | 'beta' | 'gamma';

/** weight * factor * N(state), or weight * factor * (N(state) - N(minus)). */
type StageTerm = readonly [weight: Weight, factor: number, state: number, minus?: number];

interface Stage {
  /** Which state (0: the input, i: what stage i made) the exponential acts on. */
  of: number;
  exponential: 'full' | 'half' | 'none';
  terms: readonly StageTerm[];
}

/** The schemes as data; the last stage is the result. */
const SCHEMES: Record<EtdrkOrder, readonly Stage[]> = {
  0: [{ of: 0, exponential: 'full', terms: [] }],
  1: [{ of: 0, exponential: 'full', terms: [['phi1', 1, 0]] }],
  2: [
    { of: 0, exponential: 'full', terms: [['phi1', 1, 0]] },
    { of: 1, exponential: 'none', terms: [['phi2', 1, 1, 0]] },
  ],
  3: [
    { of: 0, exponential: 'half', terms: [['halfPhi1', 1, 0]] },
    {
      of: 0,
      exponential: 'full',
      terms: [
        ['phi1', 2, 1],
        ['phi1', -1, 0],
      ],
    },
    {
      of: 0,
      exponential: 'full',
      terms: [
        ['alpha', 1, 0],
        ['beta', 4, 1],
        ['gamma', 1, 2],
      ],
    },
  ],
  4: [
    { of: 0, exponential: 'half', terms: [['halfPhi1', 1, 0]] },
    { of: 0, exponential: 'half', terms: [['halfPhi1', 1, 1]] },
    {
      of: 1,
      exponential: 'half',
      terms: [
        ['halfPhi1', 2, 2],
        ['halfPhi1', -1, 0],
      ],
    },
    {
      of: 0,
      exponential: 'full',
      terms: [
        ['alpha', 1, 0],
        ['beta', 2, 1],
        ['beta', 2, 2],
        ['gamma', 1, 3],
      ],
    },
  ],
};

/** The order as a number that a scheme exists for. */
export function etdrkOrder(order: number): EtdrkOrder {
  if (order in SCHEMES) return order as EtdrkOrder;
  throw new UserError(
    `order ${order} of the ETDRK scheme is not available; allowed: 0, 1, 2, 3, 4`,
  );
}

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
  const result = new Float64Array(2 * size);
  for (let j = 0; j < numCirclePoints; j++) {
    const angle = (2 * Math.PI * (j + 0.5)) / numCirclePoints;
    const re = circleRadius * cos(angle);
    const im = circleRadius * sin(angle);
    for (let i = 0; i < size; i++) {
      result[i]! += realPartOf(weight, dt * linear[i]! + re, dt * linear[size + i]! + im);
    }
  }
  for (let i = 0; i < size; i++) result[i]! *= dt / numCirclePoints;
  return result;
}

/**
 * The real part of a weight at z = x + i y: a numerator a + e^z b (or e^(z/2)) over a power of z.
 */
function realPartOf(weight: Weight, x: number, y: number): number {
  const { exp, cos, sin } = core();
  const half = weight === 'halfPhi1' ? 0.5 : 1;
  const magnitude = exp(half * x);
  const er = magnitude * cos(half * y);
  const ei = magnitude * sin(half * y);
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

/**
 * One scheme with its coefficients, which are made in f64 the first time that they are needed.
 *
 * Spectra stand for coefficients: a spectrum of scale s holds s times the coefficients of the
 * state, so an unscaled transform of N^D points has scale N^D. Scales are folded into the
 * coefficients before these are rounded.
 */
export class Etdrk {
  private readonly operators = new Map<string, Float64Array>();

  constructor(
    private readonly linear: () => Float64Array,
    private readonly dt: number,
    readonly order: EtdrkOrder,
    private readonly nonlinear: NonlinearFunction | null,
    private readonly contour: ContourOptions,
  ) {}

  /** One step: a spectrum of the given scale in, a spectrum of scale 1 out. */
  step(uHat: Tensor, scale: number): Tensor {
    const states = [uHat];
    const products = new Products(this.nonlinear, states, scale);
    for (const stage of SCHEMES[this.order]) {
      const terms: SpectralTerm[] = [
        {
          spectrum: states[stage.of]!,
          operator: this.exponential(stage.exponential, stage.of === 0 ? scale : 1),
        },
      ];
      for (const [weight, factor, state, minus] of stage.terms) {
        products.spectra(state, minus).forEach((spectrum, product) => {
          terms.push({ spectrum, operator: this.weighted(weight, factor, product) });
        });
      }
      states.push(linearCombination(terms));
    }
    return states[states.length - 1]!;
  }

  private exponential(kind: Stage['exponential'], scale: number): Float64Array | null {
    if (kind === 'none') return null;
    return this.once(`${kind} ${scale}`, () => {
      const dt = kind === 'half' ? this.dt / 2 : this.dt;
      return exponentialOf(this.linear(), dt).map((value) => value / scale);
    });
  }

  /** factor * weight * (the operator that the nonlinear function applies to this product). */
  private weighted(weight: Weight, factor: number, product: number): Float64Array {
    return this.once(`${weight} ${factor} ${product}`, () => {
      const mean = this.once(weight, () =>
        contourMean(weight, this.linear(), this.dt, this.contour),
      );
      const operator = this.nonlinear!.operators()[product]!;
      return combination([[factor, complexProduct(mean, operator)]]);
    });
  }

  private once(key: string, make: () => Float64Array): Float64Array {
    let operator = this.operators.get(key);
    if (operator === undefined) {
      operator = make();
      this.operators.set(key, operator);
    }
    return operator;
  }
}

/** The products of the states of one step, and their transforms, each made once. */
class Products {
  private readonly fields: Tensor[][] = [];
  private readonly transforms: Tensor[][] = [];

  constructor(
    private readonly nonlinear: NonlinearFunction | null,
    private readonly states: readonly Tensor[],
    private readonly scale: number,
  ) {}

  /**
   * Transforms of the products of a state. A difference is taken before the transform, which
   * saves one product with an operator; it suits a state whose transform no other term needs.
   */
  spectra(state: number, minus?: number): Tensor[] {
    if (this.nonlinear === null) return [];
    if (minus === undefined) {
      this.transforms[state] ??= this.toSpectra(this.of(state));
      return this.transforms[state]!;
    }
    const subtracted = this.of(minus);
    return this.toSpectra(this.of(state).map((field, i) => ops.sub(field, subtracted[i]!)));
  }

  private toSpectra(fields: readonly Tensor[]): Tensor[] {
    const transforms = fields.map(transform);
    return this.nonlinear?.spectra?.(transforms) ?? transforms;
  }

  private of(state: number): Tensor[] {
    const scale = state === 0 ? this.scale : 1;
    this.fields[state] ??= this.nonlinear!.products(this.states[state]!, scale);
    return this.fields[state]!;
  }
}

const transform = (field: Tensor): Tensor => ops.rfft(field, field.rank - 3);
