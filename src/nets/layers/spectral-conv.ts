/** Convolutions of global reach, as products in Fourier space (pdequinox `SpectralConv`). */

import { COUNT, check, checkEach, DIMS } from '../../checks.js';
import { UserError } from '../../errors.js';
import type { Shape } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { normal, split } from '../../random/index.js';
import type { Layer, Parameter } from '../network.js';

/** The most modes that a spectral convolution can have on a grid. */
export function maxModes(space: Shape): number {
  return Math.min(Math.floor(space[space.length - 1]! / 2) + 1, ...space.slice(0, -1));
}

/**
 * A linear map of the channels per Fourier mode: real FFT, weights on the modes `|k| < modes`,
 * inverse FFT. The 2^(D-1) blocks of weights are the sign combinations of the leading axes, the
 * first axis toggling fastest; where 2·modes exceed the points of an axis, later blocks overwrite
 * earlier ones. Weights are `[2^(D-1), out, in, modes, ..]`. (The original names the axes in, out
 * and contracts them as out, in; so it works where there are as many of both.) Initial values:
 * standard normal / (in · out), real from the first of split(key, 2), imaginary from the second.
 * Throws a UserError for numbers out of range, and when it is applied to a grid of too few points.
 */
export function spectralConvLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  modes: number,
): Layer {
  check('the number of spatial dimensions', dims, DIMS);
  checkEach({ inChannels, outChannels, modes }, COUNT);
  const shape = [1 << (dims - 1), outChannels, inChannels, ...Array<number>(dims).fill(modes)];
  const factor = Math.fround(1 / (inChannels * outChannels));
  const parameter = (path: string): Parameter => ({ path, shape });
  return {
    kind: `spectral convolution of ${modes} mode${modes === 1 ? '' : 's'}`,
    parameters: [parameter('weights_real'), parameter('weights_imag')],
    receptiveField: Array(dims).fill([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]),
    init: (key, options) =>
      split(key, 2, options).map((plane) =>
        normal(plane, shape, options).map((value) => factor * value),
      ),
    apply([real, imaginary], x) {
      const space = x.shape.slice(3);
      if (modes > maxModes(space)) {
        throw new UserError(
          `a grid of ${space.join(' x ')} points has ${maxModes(space)} modes, not ${modes}`,
        );
      }
      const spectrum = ops.rfft(x, dims, { modes });
      const mixed = ops.modeMix(spectrum, real!, imaginary!);
      const unscaled = ops.irfft(mixed, space, { modes });
      return ops.scale(unscaled, 1 / space.reduce((product, n) => product * n, 1));
    },
  };
}
