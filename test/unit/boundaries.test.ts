/**
 * What lies beyond the ends of a field, in every layer of every network: periodic ones commute with
 * turning the domain, and each layer of the others is held against a loop over explicit indices.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { arch, type BoundaryMode, blocks, type Layer } from '../../src/nets/index.js';
import {
  drawn,
  gradientsOf,
  type Inner,
  innerLayers,
  outputOf,
  randomWeights,
} from '../cases/layer-run.js';
import { onBackend, onReference, type Run } from '../parity/by-hand.js';
import { coordinates, offsetOf } from '../reference/indexing.js';

let f32: Backend;
before(async () => {
  await loadCore();
  f32 = await createBackend({ backend: 'wasm', precision: 'f32' });
});
after(() => f32.dispose());

type Options = Parameters<typeof arch.unet>[0];

/** Networks of convolutions, and by what the domain may be turned. */
const networks: [name: string, unit: number, make: (options: Options) => Layer][] = [
  ['ConvNet', 1, (options) => arch.convNet({ ...options, depth: 2, kernelSize: 4 })],
  ['ResNet', 1, (options) => arch.resNet({ ...options, numBlocks: 2 })],
  ['ModernResNet', 1, (options) => arch.modernResNet({ ...options, numBlocks: 1 })],
  [
    'DilatedResNet',
    1,
    (options) => arch.dilatedResNet({ ...options, numBlocks: 1, dilationRates: [1, 3, 1] }),
  ],
  ['UNet', 4, (options) => arch.unet({ ...options, numLevels: 2 })],
  ['ModernUNet', 4, (options) => arch.modernUnet({ ...options, numLevels: 2, numBlocks: 1 })],
  ['FNO', 1, (options) => arch.fno({ ...options, numModes: 3, numBlocks: 1 })],
];

const product = (extents: readonly number[]) => extents.reduce((n, extent) => n * extent, 1);

/** A field with its points turned around by so many places along each axis of space. */
function roll(data: Float64Array, shape: readonly number[], shifts: readonly number[]) {
  const turned = new Float64Array(data.length);
  coordinates(shape, (place, offset) => {
    const to = place.map((at, axis) => (at + (shifts[axis - 2] ?? 0)) % shape[axis]!);
    turned[offsetOf(shape, to)] = data[offset]!;
  });
  return turned;
}

/** The largest |a - b| over the largest |b|. */
function farthest(a: Float64Array, b: Float64Array): number {
  const size = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) / size;
}

const common = { inChannels: 2, outChannels: 1, hiddenChannels: 3, activation: 'swish' };

/** Turns by different amounts along the axes, in multiples of 4. */
const TURNS = [[4], [8], [12], [4, 12], [8, 4], [12, 8, 4], [4, 0, 8]];

for (const [name, unit, make] of networks) {
  for (const dims of [1, 2, 3]) {
    test(`${name} in ${dims}D commutes with turning the domain, its gradient too`, async () => {
      const layer = make({ ...common, numSpatialDims: dims });
      const space = Array<number>(dims).fill(16);
      const [shape, imageShape] = [2, 1].map((channels) => [1, channels, ...space]) as [
        number[],
        number[],
      ];
      const weights = randomWeights(layer, 11);
      const x = drawn(12, product(shape));
      const c = drawn(13, product(imageShape));
      const run = onBackend(() => f32);
      const y = await outputOf(run, layer, weights, x, shape);
      const { x: dx } = await gradientsOf(run, layer, weights, x, shape, c);
      const own = Array.from({ length: dims }, (_, axis) => unit * (1 + axis));
      for (const shifts of [...TURNS.filter((one) => one.length === dims), own]) {
        const turned = roll(x, shape, shifts);
        const back = roll(c, imageShape, shifts);
        const image = await outputOf(run, layer, weights, turned, shape);
        const gradients = await gradientsOf(run, layer, weights, turned, shape, back);
        assert.ok(farthest(image, roll(y, imageShape, shifts)) < 1e-5, `by ${shifts}`);
        assert.ok(farthest(gradients.x, roll(dx, shape, shifts)) < 1e-5, `gradient by ${shifts}`);
      }
    });
  }
}

/** The point that place `at` of an axis of n points stands for; -1 for a zero. */
function pointOf(at: number, n: number, mode: BoundaryMode): number {
  if (at >= 0 && at < n) return at;
  if (mode === 'dirichlet') return -1;
  if (mode === 'periodic') return ((at % n) + n) % n;
  if (n === 1) return 0;
  // Mirrored in the end beyond which it lies, until it lies on the axis.
  return pointOf(at < 0 ? -at : 2 * (n - 1) - at, n, mode);
}

/** A number that stands in what a layer says that it is: `stride 2`. */
const detail = ({ kind = '' }: Layer, name: string) =>
  Number(new RegExp(`${name} (\\d+)`).exec(kind)?.[1] ?? 1);

/** What a layer of convolution gives, by a loop over all points, channels and taps. */
function byLoop(inner: Inner, mode: BoundaryMode): Float64Array {
  const { layer, inputShape, outputShape, input } = inner;
  const [weight, bias] = inner.weights;
  const weightShape = layer.parameters[0]!.shape;
  const [stride, dilation, factor] = ['stride', 'dilation', 'factor'].map((one) =>
    detail(layer, one),
  ) as [number, number, number];
  const output = new Float64Array(product(outputShape));
  coordinates(outputShape, ([sample, out, ...n], offset) => {
    let sum = bias?.[out!] ?? 0;
    coordinates(weightShape.slice(1), ([channel, ...tap]) => {
      const read = tap.map((t, axis) => {
        const taps = weightShape[2 + axis]!;
        const place = n[axis]! * stride + (t - Math.floor((taps - 1) / 2)) * dilation;
        const point = Math.floor(place / factor);
        return point * factor === place ? pointOf(point, inputShape[2 + axis]!, mode) : -1;
      });
      if (read.includes(-1)) return;
      const w = weight![offsetOf(weightShape, [out!, channel!, ...tap])]!;
      sum += w * input[offsetOf(inputShape, [sample!, channel!, ...read])]!;
    });
    output[offset] = sum;
  });
  return output;
}

/** Grids with a different number of points along each axis, all divisible by 4. */
const GRIDS = [[12], [8, 12], [4, 8, 12]];
const DILATED_GRIDS = [[13], [7, 12], [5, 6, 7]];

const MODES: BoundaryMode[] = ['periodic', 'dirichlet', 'neumann'];

const runners: [string, () => Run, tolerance: number][] = [
  ['by plain loops', () => onReference, 1e-13],
  // A sum of n = in·k^D products carries an error of about √n units, Winograd's twice that: at
  // most √192 · 2 · 2^-24 of terms up to the largest output; 4 covers the spread.
  ['on WASM in f32', () => onBackend(() => f32), 4 * 2 * Math.sqrt(192) * 2 ** -24],
];

/** Layers that are convolutions, by what they say that they are. */
const isConv = ({ layer }: Inner) => /convolution|pointwise/.test(layer.kind ?? '');

for (const [name, , make] of networks.filter(([one]) => one !== 'FNO')) {
  for (const mode of MODES) {
    for (const [where, runner, tolerance] of runners) {
      test(`${name}, ${mode}: each layer pads as it was told, ${where}`, async () => {
        for (const space of name === 'DilatedResNet' ? DILATED_GRIDS : GRIDS) {
          const options = { ...common, numSpatialDims: space.length, boundaryMode: mode };
          const layer = make(options);
          const shape = [2, 2, ...space];
          const x = drawn(21, product(shape));
          const run = runner();
          const inners = await innerLayers(run, layer, randomWeights(layer, 22), x, shape);
          const convs = inners.filter(isConv);
          assert.ok(convs.length > 2);
          for (const inner of convs) {
            const error = farthest(inner.output, byLoop(inner, mode));
            assert.ok(error <= tolerance, `${inner.path} on [${space}]: ${error}`);
          }
        }
      });
    }
  }
}

/** Networks as they are by default, whose coarse grids and dilations are beyond such short lines. */
const SHORT: [name: string, points: number, make: (options: Options) => Layer][] = [
  ['UNet', 16, arch.unet],
  ['ModernUNet', 16, arch.modernUnet],
  ['DilatedResNet', 8, arch.dilatedResNet],
];

for (const [name, points, make] of SHORT) {
  for (const mode of MODES) {
    test(`${name} of ${points} points, ${mode}: each layer pads as it was told`, async () => {
      const layer = make({ ...common, numSpatialDims: 1, boundaryMode: mode });
      const shape = [2, 2, points];
      const x = drawn(41, product(shape));
      for (const [, runner, tolerance] of runners) {
        const inners = await innerLayers(runner(), layer, randomWeights(layer, 42), x, shape);
        const convs = inners.filter(isConv);
        assert.ok(convs.length > 2);
        for (const inner of convs) {
          const error = farthest(inner.output, byLoop(inner, mode));
          assert.ok(error <= tolerance, `${inner.path}: ${error}`);
        }
      }
    });
  }
}

for (const mode of MODES) {
  test(`blocks of other factors and taps, ${mode}: three to one and back`, async () => {
    const layer = blocks.hierarchical({
      ...common,
      numSpatialDims: 2,
      numLevels: 1,
      numBlocks: 1,
      reductionFactor: 3,
      boundaryMode: mode,
      downSamplingFactory: blocks.linearConvDownBlock({ factor: 3, kernelSize: 5, useBias: false }),
      upSamplingFactory: blocks.linearConvUpBlock({ factor: 3, kernelSize: 4 }),
    });
    const shape = [1, 2, 9, 12];
    const x = drawn(31, product(shape));
    const inners = await innerLayers(onReference, layer, randomWeights(layer, 32), x, shape);
    assert.equal(inners.filter(({ layer: { kind } }) => /factor 3|stride 3/.test(kind!)).length, 2);
    for (const inner of inners.filter(isConv)) {
      assert.ok(farthest(inner.output, byLoop(inner, mode)) < 1e-13, inner.path);
    }
  });
}
