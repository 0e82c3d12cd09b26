/** Truncated Fourier series with random amplitudes, phases and mean. */

import { sizeOf } from '../arrays.js';
import { core } from '../core/index.js';
import { type Key, type RandomOptions, split, uniform } from '../random/index.js';
import { irfftn, lowPassMask, modeShape, scalingArray, spatialShape } from '../spectral/index.js';
import type { InitialConditionGenerator } from './generator.js';

export interface FourierOptions {
  dims: number;
  /** Modes with |k| above this on any axis are left out. */
  cutoff: number;
  /** The mean is 0, otherwise uniform in (-0.5, 0.5). */
  zeroMean: boolean;
  /** Divide by max |u|. */
  maxOne: boolean;
}

/**
 * u = sum over |k_i| <= cutoff of a_k exp(i φ_k), with a_k uniform in (-1, 1) and φ_k in (0, 2π)
 * (exponax: `RandomTruncatedFourierSeries`).
 *
 * Keys: `(amplitude, phase, offset) = split(key, 3)`. The draws cover the whole half spectrum, so
 * a draw depends on N. In more than one dimension the spectrum is not Hermitian where the last
 * wavenumber is 0; the inverse transform averages it, as the original's does.
 */
export class TruncatedFourierSeries implements InitialConditionGenerator {
  readonly numChannels = 1;

  constructor(private readonly options: FourierOptions) {}

  get dims(): number {
    return this.options.dims;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const { dims, cutoff, zeroMean, maxOne } = this.options;
    const { cos, sin } = core();
    const [amplitudeKey, phaseKey, offsetKey] = split(key, 3, random);
    const shape = modeShape(dims, numPoints);
    const drawn = [1, ...shape];
    const amplitudes = uniform(amplitudeKey!, drawn, -1, 1, random);
    const phases = uniform(phaseKey!, drawn, 0, 2 * Math.PI, random);
    const [low, high] = zeroMean ? [0, 0] : [-0.5, 0.5];
    const [offset] = uniform(offsetKey!, [1], low, high, random);

    const size = sizeOf(shape);
    const mask = lowPassMask(dims, numPoints, cutoff);
    const scaling = scalingArray(dims, numPoints, 'coef_extraction');
    const spectrum = new Float64Array(2 * size);
    for (let i = 0; i < size; i++) {
      if (mask[i] === 0) continue;
      const amplitude = amplitudes[i]! * scaling[i]!;
      spectrum[i] = amplitude * cos(phases[i]!);
      spectrum[size + i] = amplitude * sin(phases[i]!);
    }
    spectrum[0] = offset! * scaling[0]!;
    spectrum[size] = 0;
    const points = sizeOf(spatialShape(dims, numPoints));
    const u = irfftn(spectrum, spatialShape(dims, numPoints)).map((value) => value / points);
    return maxOne ? dividedByMaximum(u) : u;
  }
}

/** u / max |u|. */
function dividedByMaximum(u: Float64Array): Float64Array {
  let maximum = 0;
  for (const value of u) maximum = Math.max(maximum, Math.abs(value));
  return u.map((value) => value / maximum);
}
