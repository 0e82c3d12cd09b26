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
  dealiasingCutoff,
  derivativeOperator,
  modeShape,
  sizeOf,
  spatialShape,
  wholePower,
} from '../../spectral/index.js';
import { applyOperator } from '../linear-combination.js';
import type { NonlinearFunction } from './nonlinear-function.js';

export interface ConvectionOptions {
  dims: number;
  domainExtent: number;
  numPoints: number;
  /** b in the equations above. */
  convectionScale: number;
  singleChannel: boolean;
  conservative: boolean;
  dealiasingFraction: number;
}

/** The convection term, or null where dealiasing keeps no mode at all, not even the mean. */
export function convection(options: ConvectionOptions): NonlinearFunction | null {
  const cutoff = dealiasingCutoff(options.dealiasingFraction, options.numPoints);
  if (cutoff < 0) return null;
  return options.conservative
    ? new ConservativeConvection(options, cutoff)
    : new AdvectiveConvection(options, cutoff);
}

/** The directions that a product is differentiated along: each axis, or all of them at once. */
function directions({ dims, domainExtent, numPoints, singleChannel }: ConvectionOptions) {
  const derivatives = derivativeOperator(dims, domainExtent, numPoints);
  const size = derivatives.length / dims;
  const axes = Array.from({ length: dims }, (_, axis) =>
    derivatives.subarray(axis * size, (axis + 1) * size),
  );
  return singleChannel ? [combination(axes.map((axis) => [1, axis]))] : axes;
}

/** The factor that a product of two fields of a scale takes to scale 1. */
function rescaled(product: Tensor, scale: number): Tensor {
  return scale === 1 ? product : ops.scale(product, 1 / (scale * scale));
}

class ConservativeConvection implements NonlinearFunction {
  constructor(
    private readonly options: ConvectionOptions,
    private readonly cutoff: number,
  ) {}

  products(uHat: Tensor, scale: number): Tensor[] {
    const { dims, numPoints, singleChannel } = this.options;
    const u = ops.irfft(uHat, spatialShape(dims, numPoints), { cutoff: this.cutoff });
    if (singleChannel || dims === 1) return [rescaled(ops.square(u), scale)];
    // u_j (u_j, u_j+1, …): each product once.
    return Array.from({ length: dims }, (_, j) => {
      const one = ops.slice(u, 2, j, j + 1);
      if (j === dims - 1) return rescaled(ops.square(one), scale);
      return rescaled(ops.mul(j === 0 ? u : ops.slice(u, 2, j, dims), one), scale);
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

  operators(): Float64Array[] {
    const { dims, numPoints, convectionScale } = this.options;
    const factor = (-0.5 * convectionScale) / wholePower(numPoints, dims);
    return directions(this.options).map((direction) => combination([[factor, direction]]));
  }
}

class AdvectiveConvection implements NonlinearFunction {
  private derivatives: Float64Array[] | undefined;

  constructor(
    private readonly options: ConvectionOptions,
    private readonly cutoff: number,
  ) {}

  products(uHat: Tensor, scale: number): Tensor[] {
    const { dims, numPoints, singleChannel } = this.options;
    const space = spatialShape(dims, numPoints);
    const band = { cutoff: this.cutoff };
    const u = ops.irfft(uHat, space, band);
    this.derivatives ??= directions(this.options);
    const parts = this.derivatives.map((derivative, j) => {
      const slope = ops.irfft(applyOperator(uHat, derivative), space, band);
      return ops.mul(singleChannel || dims === 1 ? u : ops.slice(u, 2, j, j + 1), slope);
    });
    return [
      rescaled(
        parts.reduce((sum, part) => ops.add(sum, part)),
        scale,
      ),
    ];
  }

  operators(): Float64Array[] {
    const { dims, numPoints, convectionScale } = this.options;
    const size = sizeOf(modeShape(dims, numPoints));
    const planes = new Float64Array(2 * size);
    planes.fill(-convectionScale / wholePower(numPoints, dims), 0, size);
    return [planes];
  }
}
