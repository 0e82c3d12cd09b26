/** Convolutions of global reach, as products in Fourier space (pdequinox `SpectralConv`). */

import { COUNT, check, checkEach, DIMS, listOf } from '../../checks.js';
import { UserError } from '../../errors.js';
import { mostModes, type PerAxis, type Shape } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { normal, split } from '../../random/index.js';
import { type Layer, numberLeaves } from '../network.js';
import { eachAxis, spacingPerAxis, textPerAxis } from '../per-axis.js';

const SPACE = listOf(COUNT);

/** The most modes that a spectral convolution of as many along all axes can have on a grid. */
export function maxModes(space: Shape): number {
  check('the points of a grid', space, SPACE);
  return Math.min(...mostModes(space));
}

/**
 * A linear map of the channels per Fourier mode: real FFT, weights on the modes `|k| < modes` of
 * each axis, inverse FFT. The 2^(D-1) blocks of weights are the sign combinations of the leading
 * axes, the first axis toggling fastest; where 2·modes exceed the points of an axis, later blocks
 * overwrite earlier ones. Weights are `[2^(D-1), out, in, modes, ..]`. (The original names the axes
 * in, out and contracts them as out, in; so it works where there are as many of both.) Initial
 * values: standard normal / (in · out), real from the first of split(key, 2), imaginary from the
 * second. `modes` is one number or one for each axis. Throws a UserError for numbers out of range,
 * and when it is applied to a grid of too few points.
 */
export function spectralConvLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  modes: PerAxis,
): Layer {
  check('the number of spatial dimensions', dims, DIMS);
  checkEach({ inChannels, outChannels }, COUNT);
  check('modes', modes, spacingPerAxis(dims));
  const each = eachAxis(dims, modes);
  const shape = [1 << (dims - 1), outChannels, inChannels, ...each];
  const factor = Math.fround(1 / (inChannels * outChannels));
  const parameters = ['weights_real', 'weights_imag'].map((path) => ({ path, shape }));
  const text = textPerAxis(modes);
  return {
    kind: `spectral convolution of ${text} mode${text === '1' ? '' : 's'}`,
    parameters,
    leaves: [...numberLeaves({ num_spatial_dims: dims, num_modes: each }), ...parameters],
    receptiveField: Array(dims).fill([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]),
    init: (key, options) =>
      split(key, 2, options).map((plane) =>
        normal(plane, shape, options).map((value) => factor * value),
      ),
    apply([real, imaginary], x) {
      const space = x.shape.slice(3);
      const most = mostModes(space);
      if (each.some((count, axis) => count > most[axis]!)) {
        const grid = `a grid of ${space.join(' x ')} points`;
        const allowed = typeof modes === 'number' ? maxModes(space) : most.join(' x ');
        throw new UserError(`${grid} has ${allowed} modes, not ${text}`);
      }
      const spectrum = ops.rfft(x, dims, { modes: each });
      const mixed = ops.modeMix(spectrum, real!, imaginary!);
      const unscaled = ops.irfft(mixed, space, { modes: each });
      return ops.scale(unscaled, 1 / space.reduce((product, n) => product * n, 1));
    },
  };
}
