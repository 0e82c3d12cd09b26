/**
 * Fourier coefficients of states, on the host and in f64. Complex arrays are two planes before the
 * modes, `[C, 2, ...modes]`.
 */

import { concatenate, type NdArray, type Numbers, partOf, sizeOf } from '../arrays.js';
import { check, checkNdArray, checkOptions, FLAG, orNull, wholeFrom } from '../checks.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { irfftn, rfftn } from './host-fft.js';
import { modeShape, spatialShape, wavenumbers } from './modes.js';
import { SCALING_MODES, type ScalingMode, scalingArray } from './scaling.js';
import { stateParts } from './state.js';

/** The field of one channel's coefficients, two planes. Needs the core. */
export function fieldOf(hat: Float64Array, space: readonly number[]): Float64Array {
  const points = sizeOf(space);
  return irfftn(hat, space).map((value) => value / points);
}

/**
 * The transform of a state `[C, ...space]`, unscaled: `[C, 2, ...modes]` (exponax: `fft`). Rejects
 * with a UserError what is no state.
 */
export async function fft(state: NdArray<Numbers>): Promise<NdArray> {
  await loadCore();
  const { dims, numPoints, space, channels } = stateParts(state);
  return {
    data: concatenate(channels.map((u) => rfftn(u, space))),
    shape: [channels.length, 2, ...modeShape(dims, numPoints)],
  };
}

/**
 * The state whose transform is `[C, 2, ...modes]`, on `numPoints` points along each axis: from the
 * modes alone one cannot tell an even number from an odd one (exponax: `ifft`). Rejects with a
 * UserError where the modes are not those of so many points.
 */
export async function ifft(coefficients: NdArray, numPoints: number): Promise<NdArray> {
  await loadCore();
  checkNdArray('coefficients', coefficients);
  check('the number of points along an axis', numPoints, wholeFrom(1));
  const { data, shape } = coefficients;
  const [numChannels = 0, planes, ...modes] = shape;
  const dims = modes.length;
  const wanted = dims >= 1 && dims <= 3 ? modeShape(dims, numPoints) : [];
  if (planes !== 2 || String(modes) !== String(wanted)) {
    throw new UserError(
      `coefficients [${shape.join(', ')}] are not [channels, 2, …] of ${numPoints} points`,
    );
  }
  const space = spatialShape(dims, numPoints);
  const fields = Array.from({ length: numChannels }, (_, c) =>
    fieldOf(partOf(data, c, numChannels), space),
  );
  return { data: concatenate(fields), shape: [numChannels, ...space] };
}

/** For `spectral.getFourierCoefficients`. */
export interface CoefficientOptions {
  /** What they are divided by, or null for nothing; default 'coef_extraction'. */
  scalingCompensationMode?: ScalingMode | null;
  /** The decimals that they are rounded to, or null; default 5. */
  round?: number | null;
}

/**
 * The coefficients of a state as the amplitudes that a person would call them, `[C, 2, ...modes]`
 * (exponax: `get_fourier_coefficients`). Rejects with a UserError what is no state.
 */
export async function getFourierCoefficients(
  state: NdArray<Numbers>,
  options: CoefficientOptions = {},
): Promise<NdArray> {
  checkOptions('coefficient', options, {
    scalingCompensationMode: orNull(SCALING_MODES),
    round: orNull(wholeFrom(0)),
  });
  const { scalingCompensationMode: mode = 'coef_extraction', round = 5 } = options;
  const { data, shape } = await fft(state);
  const { dims, numPoints } = stateParts(state);
  const scaling = mode === null ? [1] : scalingArray(dims, numPoints, mode);
  const scaled = data.map((value, i) => value / scaling[i % scaling.length]!);
  return { data: round === null ? scaled : scaled.map((value) => rounded(value, round)), shape };
}

/** To so many decimals, a half to the even neighbour. */
function rounded(value: number, decimals: number): number {
  let unit = 1;
  for (let i = 0; i < decimals; i++) unit *= 10;
  const nearest = Math.round(value * unit);
  const isHalf = Math.abs(value * unit - Math.trunc(value * unit)) === 0.5;
  return (isHalf ? 2 * Math.round((value * unit) / 2) : nearest) / unit;
}

/**
 * The spectrum of each channel of a state, `[C, N/2 + 1]`: |c_k|, or with `power` ½ |c_k|², of the
 * coefficients that reconstruct the field, in more than one dimension summed over the modes with
 * j - ½ <= |k| < j + ½ (exponax: `get_spectrum`; the power is not that of Parseval, as there).
 * Rejects with a UserError what is no state.
 */
export async function getSpectrum(
  state: NdArray<Numbers>,
  options: { power?: boolean } = {},
): Promise<NdArray> {
  checkOptions('spectrum', options, { power: FLAG });
  const { power = true } = options;
  const { data: hat } = await getFourierCoefficients(state, {
    scalingCompensationMode: 'reconstruction',
    round: null,
  });
  const { dims, numPoints, channels } = stateParts(state);
  const k = wavenumbers(dims, numPoints);
  const size = k.length / dims;
  const bins = Math.floor(numPoints / 2) + 1;
  const data = new Float64Array(channels.length * bins);
  for (let i = 0; i < size; i++) {
    let squares = 0;
    for (let axis = 0; axis < dims; axis++) squares += k[axis * size + i]! * k[axis * size + i]!;
    const bin = Math.floor(Math.sqrt(squares) + 0.5);
    if (bin >= bins) continue;
    for (let c = 0; c < channels.length; c++) {
      const [re, im] = [hat[2 * c * size + i]!, hat[(2 * c + 1) * size + i]!];
      const square = re * re + im * im;
      data[c * bins + bin]! += power ? square / 2 : Math.sqrt(square);
    }
  }
  return { data, shape: [channels.length, bins] };
}
