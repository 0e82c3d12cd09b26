/** Sums of sine waves in one dimension. */

import { check, checkOptions, oneOf, range, wholeFrom } from '../checks.js';
import { core } from '../core/index.js';
import { type Key, type RandomOptions, split, uniform } from '../random/index.js';
import type { InitialConditionGenerator, Range } from './generator.js';
import { checkSize, normalized, SIZE_RULES, type SizeOptions } from './normalize.js';

/** For `RandomSineWaves1d`. */
export interface SineWavesOptions extends SizeOptions {
  /** D, which must be 1; default 1. */
  dims?: number;
  /** The number of waves, of wavenumbers 1, 2, …; default 5. */
  cutoff?: number;
  /** Of the amplitudes; default [-1, 1]. */
  amplitudeRange?: Range;
  /** Of the phases; default [0, 2π]. */
  phaseRange?: Range;
  /** Of the mean; default [0, 0]. */
  offsetRange?: Range;
}

/**
 * u = sum_{k=1}^{cutoff} a_k sin(2π k x / L + φ_k) + offset (exponax: `RandomSineWaves1d`), on the
 * grid x = i L / N, so that L does not matter. Keys: `(amplitude, phase, offset) = split(key, 3)`.
 * The draws do not depend on N.
 */
export class RandomSineWaves1d implements InitialConditionGenerator {
  readonly dims = 1;
  readonly numChannels = 1;

  /**
   * @throws UserError for options that cannot be, more than one axis among them, and where `stdOne`
   * meets `maxOne`, or a mean that may not be 0.
   */
  constructor(private readonly options: SineWavesOptions = {}) {
    checkOptions('initial condition', options, {
      ...SIZE_RULES,
      dims: oneOf(1),
      cutoff: wholeFrom(1),
      amplitudeRange: range(),
      phaseRange: range(),
      offsetRange: range(),
    });
    const [low, high] = options.offsetRange ?? [0, 0];
    checkSize(options, low === 0 && high === 0);
  }

  generate(numPoints: number, key: Key, random?: RandomOptions): Float64Array {
    check('the number of points along an axis', numPoints, wholeFrom(1));
    const {
      cutoff = 5,
      amplitudeRange = [-1, 1],
      phaseRange = [0, 2 * Math.PI],
      offsetRange = [0, 0],
    } = this.options;
    const { sin } = core();
    const [amplitudeKey, phaseKey, offsetKey] = split(key, 3, random);
    const amplitudes = uniform(amplitudeKey!, [cutoff], ...amplitudeRange, random);
    const phases = uniform(phaseKey!, [cutoff], ...phaseRange, random);
    const [offset] = uniform(offsetKey!, 1, ...offsetRange, random);
    const u = Float64Array.from({ length: numPoints }, (_, i) =>
      amplitudes.reduce(
        (sum, amplitude, k) =>
          sum + amplitude * sin((2 * Math.PI * (k + 1) * i) / numPoints + phases[k]!),
        offset!,
      ),
    );
    return normalized(u, { stdOne: this.options.stdOne, maxOne: this.options.maxOne });
  }
}
