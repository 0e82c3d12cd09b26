/**
 * The convection term of Burgers-like equations.
 *
 *   channels = axes, conservative        N_i = -b/2 sum_j ∂_j (u_i u_j)
 *   channels = axes, not conservative    N_i = -b sum_j u_j ∂_j u_i
 *   one channel, conservative            N = -b/2 (sum_j ∂_j) u²
 *   one channel, not conservative        N = -b u (sum_j ∂_j) u
 */

import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import {
  combination,
  type Domain,
  dealiasingCutoff,
  derivativeOperator,
  identityOperator,
  spatialShape,
} from '../../spectral/index.js';
import { applyOperator } from '../linear-combination.js';
import type { NonlinearFunction, ScaledOperator } from './nonlinear-function.js';

export interface ConvectionTerm {
  /** b in the equations above. */
  convectionScale: number;
  singleChannel: boolean;
  conservative: boolean;
  dealiasingFraction: number;
}

/** The convection term, or null where dealiasing keeps no mode at all, not even the mean. */
export function convection(domain: Domain, term: ConvectionTerm): NonlinearFunction | null {
  const cutoff = dealiasingCutoff(term.dealiasingFraction, domain.numPoints);
  if (cutoff < 0) return null;
  return term.conservative
    ? new ConservativeConvection(domain, term, cutoff)
    : new AdvectiveConvection(domain, term, cutoff);
}

/** The directions that a product is differentiated along: each axis, or all of them at once. */
function directions(domain: Domain, singleChannel: boolean): Float64Array[] {
  const derivatives = derivativeOperator(domain);
  const size = derivatives.length / domain.dims;
  const axes = Array.from({ length: domain.dims }, (_, axis) =>
    derivatives.subarray(axis * size, (axis + 1) * size),
  );
  return singleChannel ? [combination(axes.map((axis) => [1, axis]))] : axes;
}

class ConservativeConvection implements NonlinearFunction {
  readonly degree = 2;

  constructor(
    private readonly domain: Domain,
    private readonly term: ConvectionTerm,
    private readonly cutoff: number,
  ) {}

  products(uHat: Tensor): Tensor[] {
    const { dims, numPoints } = this.domain;
    const u = ops.irfft(uHat, spatialShape(dims, numPoints), { cutoff: this.cutoff });
    if (this.term.singleChannel || dims === 1) return [ops.square(u)];
    // u_j (u_j, u_j+1, …): each product once.
    return Array.from({ length: dims }, (_, j) => {
      const one = ops.slice(u, 2, j, j + 1);
      if (j === dims - 1) return ops.square(one);
      return ops.mul(j === 0 ? u : ops.slice(u, 2, j, dims), one);
    });
  }

  /** u_j u for each j, put together from the transforms of the products. */
  spectra(transforms: readonly Tensor[]): Tensor[] {
    return transforms.map((own, j) => {
      if (j === 0) return own;
      const before = transforms.slice(0, j).map((t, i) => ops.slice(t, 2, j - i, j - i + 1));
      return ops.concat([...before, own], 2);
    });
  }

  operators(): ScaledOperator[] {
    const { singleChannel, convectionScale } = this.term;
    return directions(this.domain, singleChannel).map((direction) => [
      -0.5 * convectionScale,
      direction,
    ]);
  }
}

class AdvectiveConvection implements NonlinearFunction {
  readonly degree = 2;
  private derivatives: Float64Array[] | undefined;

  constructor(
    private readonly domain: Domain,
    private readonly term: ConvectionTerm,
    private readonly cutoff: number,
  ) {}

  products(uHat: Tensor): Tensor[] {
    const { dims, numPoints } = this.domain;
    const { singleChannel } = this.term;
    const space = spatialShape(dims, numPoints);
    const band = { cutoff: this.cutoff };
    const u = ops.irfft(uHat, space, band);
    this.derivatives ??= directions(this.domain, singleChannel);
    const parts = this.derivatives.map((derivative, j) => {
      const slope = ops.irfft(applyOperator(uHat, derivative), space, band);
      return ops.mul(singleChannel || dims === 1 ? u : ops.slice(u, 2, j, j + 1), slope);
    });
    return [parts.reduce((sum, part) => ops.add(sum, part))];
  }

  operators(): ScaledOperator[] {
    return [[-this.term.convectionScale, identityOperator(this.domain)]];
  }
}
