/**
 * The layers that architectures are built from, with the initialisation of Equinox and pdequinox:
 * `Conv`, `PointwiseLinearConv`, `Linear`, `SpectralConv`.
 *
 * Weights are float32 and equal the original's bit for bit; normal draws pass through log1p and
 * agree to 4 ulp.
 */

import { kernelReach } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { normal, split, uniform } from '../random/index.js';
import type { Layer, Parameter } from './network.js';

/** A weight and an optional bias, both U(-1/sqrt(fanIn), 1/sqrt(fanIn)), from split(key, 2). */
function uniformParameters(
  fanIn: number,
  weightShape: readonly number[],
  biasShape: readonly number[] | null,
): Parameter[] {
  const limit = 1 / Math.sqrt(fanIn);
  const parameter = (path: string, shape: readonly number[], index: number): Parameter => ({
    path,
    shape,
    init: (key, options) =>
      uniform(split(key, 2, options)[index], [...shape], -limit, limit, options),
  });
  const weight = parameter('weight', weightShape, 0);
  return biasShape === null ? [weight] : [weight, parameter('bias', biasShape, 1)];
}

/**
 * A periodic convolution that keeps the grid's size: `y_i = b + Σ_o w_o x_{i + o - ⌊(k-1)/2⌋}`
 * along every axis. Weight `[out, in, k, ..]`, bias `[out, 1, ..]` (equinox `nn.Conv` in
 * pdequinox's `PhysicsConv`).
 */
export function convLayer(
  dims: number,
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  useBias = true,
): Layer {
  const kernel = Array<number>(dims).fill(kernelSize);
  const fanIn = kernel.reduce((product, k) => product * k, inChannels);
  return {
    parameters: uniformParameters(
      fanIn,
      [outChannels, inChannels, ...kernel],
      useBias ? [outChannels, ...Array<number>(dims).fill(1)] : null,
    ),
    receptiveField: kernel.map((k) => kernelReach(k)),
    apply: ([weight, bias], x) => ops.conv(x, weight, bias ?? null),
  };
}

/**
 * A convolution with a kernel of one point: a linear map of the channels (`PointwiseLinearConv`).
 */
export function pointwiseLayer(dims: number, inChannels: number, outChannels: number): Layer {
  return convLayer(dims, inChannels, outChannels, 1);
}

/**
 * `y = W x + b` on the last axis: x `[E, B, in]`, weight `[out, in]`, bias `[out]` (`nn.Linear`).
 */
export function linearLayer(inFeatures: number, outFeatures: number): Layer {
  return {
    parameters: uniformParameters(inFeatures, [outFeatures, inFeatures], [outFeatures]),
    receptiveField: [],
    apply: ([weight, bias], x) => ops.dense(x, weight, bias ?? null),
  };
}

/**
 * A linear map of the channels per Fourier mode: real FFT, weights on the modes `|k| < modes`,
 * inverse FFT. The 2^(D-1) blocks of weights are the sign combinations of the leading axes, the
 * first axis toggling fastest. Weights are `[2^(D-1), in, out, modes, ..]` by name and are
 * contracted as `[.., out, in, ..]`, as in the original (in and out are always equal).
 * Initial values: standard normal / (in · out), real from the first of split(key, 2), imaginary
 * from the second.
 */
export function spectralConvLayer(
  dims: number,
  numPoints: number,
  channels: number,
  modes: number,
): Layer {
  const blocks = 1 << (dims - 1);
  const shape = [blocks, channels, channels, ...Array<number>(dims).fill(modes)];
  const factor = Math.fround(1 / (channels * channels));
  const space = Array<number>(dims).fill(numPoints);
  const parameter = (path: string, index: number): Parameter => ({
    path,
    shape,
    init: (key, options) =>
      normal(split(key, 2, options)[index], shape, options).map((value) => factor * value),
  });
  return {
    parameters: [parameter('weights_real', 0), parameter('weights_imag', 1)],
    receptiveField: space.map(() => [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]),
    apply: ([real, imaginary], x) => {
      const spectrum = ops.rfft(x, dims, { modes });
      const mixed = ops.modeMix(spectrum, real, imaginary);
      const unscaled = ops.irfft(mixed, space, { modes });
      return ops.scale(unscaled, 1 / space.reduce((product, n) => product * n, 1));
    },
  };
}
