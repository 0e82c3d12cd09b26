/** The convection of vorticity in two dimensions, with or without a forcing of one mode. */

import { core } from '../../core/index.js';
import { UserError } from '../../errors.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import {
  combination,
  complexProduct,
  type Domain,
  dealiasingCutoff,
  derivativeOperator,
  identityOperator,
  laplaceOperator,
} from '../../spectral/index.js';
import { applyOperator } from '../linear-combination.js';
import { dealiased } from './dealiased.js';
import type { NonlinearFunction, ScaledOperator } from './nonlinear-function.js';

export interface VorticityTerm {
  /** b in the equation below. */
  convectionScale: number;
  /** k, the wavenumber of the forcing along the second axis. */
  injectionMode: number;
  /** γ, the strength of the forcing; none at 0. */
  injectionScale: number;
  dealiasingFraction: number;
}

/**
 * N(w) = -b (u ∂_0 w + v ∂_1 w) - k γ cos(2π k x_1 / L), where the velocity
 * (u, v) = (∂_1 ψ, -∂_0 ψ) is that of the stream function ψ = Δ⁻¹ w.
 *
 * As in exponax 0.1.0 each factor is dealiased for itself, the vorticity w = ∂_1 u - ∂_0 v is minus
 * the usual curl, and the amplitude of the forcing is k γ in domains of any extent.
 *
 * @throws UserError for a forcing of a mode that the grid does not have.
 */
export function vorticityConvection(domain: Domain, term: VorticityTerm): NonlinearFunction {
  const { injectionMode, injectionScale } = term;
  const highest = Math.floor(domain.numPoints / 2);
  const has = Number.isSafeInteger(injectionMode) && injectionMode >= 0 && injectionMode <= highest;
  if (injectionScale !== 0 && !has) {
    throw new UserError(
      `injection at mode ${injectionMode} on ${domain.numPoints} points along an axis; ` +
        `allowed: 0 to ${highest}`,
    );
  }
  return new VorticityConvection(domain, term);
}

class VorticityConvection implements NonlinearFunction {
  readonly degree: number | null;
  private readonly cutoff: number;
  private operatorsOfFactors: Float64Array[] | undefined;

  constructor(
    private readonly domain: Domain,
    private readonly term: VorticityTerm,
  ) {
    this.degree = term.injectionScale === 0 ? 2 : null;
    this.cutoff = dealiasingCutoff(term.dealiasingFraction, domain.numPoints);
  }

  products(wHat: Tensor): Tensor[] {
    const { domain, cutoff, term } = this;
    this.operatorsOfFactors ??= factorOperators(domain);
    const [u, slope0, v, slope1] = this.operatorsOfFactors.map((operator) =>
      dealiased(applyOperator(wHat, operator), domain, cutoff),
    );
    const convected = ops.add(ops.mul(u!, slope0!), ops.mul(v!, slope1!));
    if (term.injectionScale === 0) return [convected];
    return [ops.add(ops.scale(convected, -term.convectionScale), this.forcing())];
  }

  operators(): ScaledOperator[] {
    const { convectionScale, injectionScale } = this.term;
    return [[injectionScale === 0 ? -convectionScale : 1, identityOperator(this.domain)]];
  }

  /** -k γ cos(2π k x_1 / L), `[1, 1, 1, N, N]`. */
  private forcing(): Tensor {
    const { numPoints } = this.domain;
    const { injectionMode: k, injectionScale } = this.term;
    const field = Float64Array.from({ length: numPoints * numPoints }, (_, at) => {
      const turns = (k * (at % numPoints)) / numPoints;
      return -k * injectionScale * core().cos(2 * Math.PI * turns);
    });
    return ops.constant(field, [1, 1, 1, numPoints, numPoints]);
  }
}

/** What of the vorticity makes u, ∂_0 w, v and ∂_1 w; each `[2, ...modes]`. */
function factorOperators(domain: Domain): Float64Array[] {
  const derivatives = derivativeOperator(domain);
  const size = derivatives.length / 2;
  const along0 = derivatives.subarray(0, size);
  const along1 = derivatives.subarray(size);
  const inverse = laplaceOperator(domain).map((value) => (value === 0 ? 0 : 1 / value));
  return [
    complexProduct(along1, inverse),
    along0,
    combination([[-1, complexProduct(along0, inverse)]]),
    along1,
  ];
}
