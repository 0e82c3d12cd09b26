/** Derivatives of states, and what is made of them, on the host and in f64. */

import { concatenate, type NdArray, type Numbers, partOf } from '../arrays.js';
import { check, checkOptions, POSITIVE, wholeFrom } from '../checks.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { fieldOf } from './coefficients.js';
import { rfftn } from './host-fft.js';
import { wavenumbers } from './modes.js';
import { complexProduct, derivativeOperator } from './operators.js';
import { stateParts } from './state.js';

/**
 * The derivative of a state `[C, ...space]` along every axis, `[C, D, ...space]`, or
 * `[D, ...space]` of one channel (exponax: `derivative`).
 *
 * For an even number of points odd orders keep the Nyquist mode: along the last axis the inverse
 * transform drops it, along the others only where the other wavenumbers are 0, so that there the
 * axes are not alike. Rejects with a UserError what is no state, and an order that is not a whole
 * number from 1 on.
 */
export async function derivative(
  state: NdArray<Numbers>,
  domainExtent: number,
  options: {
    /** How often it is differentiated; default 1. */
    order?: number;
  } = {},
): Promise<NdArray> {
  await loadCore();
  check('domainExtent', domainExtent, POSITIVE);
  checkOptions('derivative', options, { order: wholeFrom(1) });
  const { order = 1 } = options;
  const { dims, numPoints, space, channels } = stateParts(state);
  const operators = derivativeOperator({ dims, domainExtent, numPoints });
  const fields = channels.flatMap((u) =>
    Array.from({ length: dims }, (_, axis) => {
      const operator = partOf(operators, axis, dims);
      let hat = rfftn(u, space);
      for (let i = 0; i < order; i++) hat = complexProduct(hat, operator);
      return fieldOf(hat, space);
    }),
  );
  const leading = channels.length === 1 ? [dims] : [channels.length, dims];
  return { data: concatenate(fields), shape: [...leading, ...space] };
}

/**
 * A vector field `[D, ...space]` without its divergence, the Leray projection: u - ∇ Δ⁻¹ (∇ · u)
 * (exponax: `make_incompressible`, which adds where it should subtract and so doubles the
 * divergence). For an even number of points that is exact for fields without Nyquist modes, whose
 * derivative is not a real field. Rejects with a UserError where there is not one channel per axis.
 */
export async function makeIncompressible(state: NdArray<Numbers>): Promise<NdArray> {
  await loadCore();
  const { dims, numPoints, space, channels } = stateParts(state);
  if (channels.length !== dims) {
    throw new UserError(`a vector field in ${dims}D has ${dims} channels, not ${channels.length}`);
  }
  const spectra = channels.map((u) => rfftn(u, space));
  const k = wavenumbers(dims, numPoints);
  const size = k.length / dims;
  for (let i = 1; i < size; i++) {
    let squares = 0;
    for (let axis = 0; axis < dims; axis++) squares += k[axis * size + i]! * k[axis * size + i]!;
    for (const plane of [i, size + i]) {
      const along = spectra.reduce((sum, hat, axis) => sum + k[axis * size + i]! * hat[plane]!, 0);
      spectra.forEach((hat, axis) => {
        hat[plane]! -= (k[axis * size + i]! * along) / squares;
      });
    }
  }
  return { data: concatenate(spectra.map((hat) => fieldOf(hat, space))), shape: state.shape };
}
