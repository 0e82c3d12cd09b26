/** Truncated Fourier series with random amplitudes, phases and mean. */

import { sizeOf } from '../arrays.js';
import { checkOptions, NOT_NEGATIVE, range } from '../checks.js';
import { core } from '../core/index.js';
import { type Key, type RandomOptions, split, uniform } from '../random/index.js';
import { irfftn, lowPassMask, modeShape, scalingArray, spatialShape } from '../spectral/index.js';
import type { InitialConditionGenerator, Range } from './generator.js';
import { checkSize, normalized, SIZE_RULES, type SizeOptions } from './normalize.js';

/** For `RandomTruncatedFourierSeries`. */
export interface FourierOptions extends SizeOptions {
  /** D, the number of axes. */
  dims: number;
  /** Modes with |k| above this on any axis are left out; default 5. */
  cutoff?: number;
  /** Of the amplitudes; default [-1, 1]. */
  amplitudeRange?: Range;
  /** Of the phases; default [0, 2π]. */
  angleRange?: Range;
  /** Of the mean; default [0, 0]. */
  offsetRange?: Range;
}

/**
 * u = sum over |k_i| <= cutoff of a_k exp(i φ_k), with uniform amplitudes a_k, phases φ_k and mean
 * (exponax: `RandomTruncatedFourierSeries`; its check of `std_one` is the wrong way round, ours
 * refuses means other than 0).
 *
 * Keys: `(amplitude, phase, offset) = split(key, 3)`. The draws cover the whole half spectrum, so
 * a draw depends on N. In more than one dimension the spectrum is not Hermitian where the last
 * wavenumber is 0; the inverse transform averages it, as the original's does.
 */
export class RandomTruncatedFourierSeries implements InitialConditionGenerator {
  readonly numChannels = 1;

  /** @throws UserError for options that cannot be, and where `stdOne` meets `maxOne`, or a mean that may not be 0. */
  constructor(private readonly options: FourierOptions) {
    checkOptions('initial condition', options, {
      ...SIZE_RULES,
      cutoff: NOT_NEGATIVE,
      amplitudeRange: range(),
      angleRange: range(),
      offsetRange: range(),
    });
    const [low, high] = options.offsetRange ?? [0, 0];
    checkSize(options, low === 0 && high === 0);
  }

  get dims(): number {
    return this.options.dims;
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    const {
      dims,
      cutoff = 5,
      amplitudeRange = [-1, 1],
      angleRange = [0, 2 * Math.PI],
      offsetRange = [0, 0],
    } = this.options;
    const { cos, sin } = core();
    const [amplitudeKey, phaseKey, offsetKey] = split(key, 3, random);
    const shape = modeShape(dims, numPoints);
    const drawn = [1, ...shape];
    const amplitudes = uniform(amplitudeKey!, drawn, ...amplitudeRange, random);
    const phases = uniform(phaseKey!, drawn, ...angleRange, random);
    const [offset] = uniform(offsetKey!, [1], ...offsetRange, random);

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
    return normalized(u, { stdOne: this.options.stdOne, maxOne: this.options.maxOne });
  }
}
