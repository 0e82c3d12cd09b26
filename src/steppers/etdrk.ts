/**
 * Exponential time differencing Runge-Kutta schemes of orders 0 to 4 for
 * du/dt = L u + N(u) with a diagonal L, in Fourier space.
 *
 * Cox and Matthews, "Exponential time differencing for stiff systems" (2002).
 */

import { sizeOf } from '../arrays.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import {
  combination,
  complexProduct,
  type Domain,
  modeShape,
  wholePower,
} from '../spectral/index.js';
import { type DiagonalOperator, eachChannel, planesOf, stacked } from './diagonal-operator.js';
import {
  type ContourOptions,
  contourMean,
  exponentialOf,
  type Weight,
} from './etdrk-coefficients.js';
import { linearCombination, type SpectralTerm } from './linear-combination.js';
import type { NonlinearFunction } from './nonlinear/nonlinear-function.js';

export type EtdrkOrder = 0 | 1 | 2 | 3 | 4;

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

/** What tells one PDE from another: u_t = L u + N(u). */
export interface Equation {
  /** Channels of a state. */
  readonly numChannels: number;
  /** L, the same for all channels or one per channel; called when a program is first traced. */
  readonly linear: () => DiagonalOperator;
  /** N, none by default. */
  readonly nonlinear?: NonlinearFunction | null;
}

export interface SchemeOptions extends ContourOptions {
  order: EtdrkOrder;
  dt: number;
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
  private readonly means = new Map<Weight, Float64Array[]>();
  private linear: readonly Float64Array[] | undefined;
  private readonly nonlinear: NonlinearFunction | null;
  /** N^D, the scale of an unscaled transform. */
  private readonly points: number;

  constructor(
    private readonly domain: Domain,
    private readonly equation: Equation,
    private readonly options: SchemeOptions,
  ) {
    this.nonlinear = equation.nonlinear ?? null;
    this.points = wholePower(domain.numPoints, domain.dims);
  }

  /** One step: a spectrum of the given scale in, a spectrum of scale 1 out. */
  step(uHat: Tensor, scale: number): Tensor {
    const { order } = this.options;
    if (order > 0 && this.nonlinear?.degree === null && scale !== 1) {
      return this.step(ops.scale(uHat, 1 / scale), 1);
    }
    const states = [uHat];
    const products = new Products(this.nonlinear, states, scale);
    for (const stage of SCHEMES[order]) {
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
    return once(this.operators, `${kind} ${scale}`, () => {
      const dt = kind === 'half' ? this.options.dt / 2 : this.options.dt;
      const exponentials = this.linearPlanes().map((planes) => exponentialOf(planes, dt));
      return stacked(exponentials.map((planes) => planes.map((value) => value / scale)));
    });
  }

  /** factor * weight * (the operator that the nonlinear function applies to this product) / N^D. */
  private weighted(weight: Weight, factor: number, product: number): Float64Array {
    return once(this.operators, `${weight} ${factor} ${product}`, () => {
      const means = once(this.means, weight, () =>
        this.linearPlanes().map((linear) =>
          contourMean(weight, linear, this.options.dt, this.options),
        ),
      );
      const [scale, operator] = this.nonlinear!.operators()[product]!;
      const weighted = eachChannel(means, this.perChannel(operator), (mean, planes) => {
        const normalized = combination([[scale / this.points, planes]]);
        return combination([[factor, complexProduct(mean, normalized)]]);
      });
      return stacked(weighted);
    });
  }

  private linearPlanes(): readonly Float64Array[] {
    this.linear ??= this.perChannel(this.equation.linear());
    return this.linear;
  }

  private perChannel(operator: DiagonalOperator): readonly Float64Array[] {
    const { dims, numPoints } = this.domain;
    const size = sizeOf(modeShape(dims, numPoints));
    return planesOf(operator, { numChannels: this.equation.numChannels, size });
  }
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
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
    this.fields[state] ??= this.nonlinear!.products(this.states[state]!).map((field) =>
      state === 0 ? this.rescaled(field) : field,
    );
    return this.fields[state]!;
  }

  /** A product of the first state, whose spectrum holds `scale` times the coefficients. */
  private rescaled(field: Tensor): Tensor {
    const { scale, nonlinear } = this;
    return scale === 1 ? field : ops.scale(field, 1 / wholePower(scale, nonlinear!.degree!));
  }
}

const transform = (field: Tensor): Tensor => ops.rfft(field, field.rank - 3);
