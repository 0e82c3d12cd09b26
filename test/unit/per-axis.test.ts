/**
 * Layers whose numbers differ between the axes of space, and convolutions in groups, against loops
 * over explicit indices.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { arch, type BoundaryMode, layers } from '../../src/nets/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { drawn, gradientsOf, outputOf, randomWeights } from '../cases/layer-run.js';
import { onBackend, onReference, type Run } from '../parity/by-hand.js';
import { coordinates, offsetOf } from '../reference/indexing.js';

let f64: Backend;
before(async () => {
  await loadCore();
  f64 = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => f64.dispose());

const runners: [string, () => Run][] = [
  ['by plain loops', () => onReference],
  ['on WASM', () => onBackend(() => f64)],
];

interface ConvCase {
  readonly space: number[];
  readonly kernel: number[];
  readonly stride?: number[];
  readonly factor?: number[];
  readonly dilation?: number[];
  readonly groups?: number;
  readonly boundaryMode?: BoundaryMode;
  readonly kind: string;
}

const convolutions: ConvCase[] = [
  { space: [6, 5], kernel: [3, 5], kind: 'convolution of 3 x 5 taps' },
  {
    ...{ space: [7, 6], kernel: [3, 3], stride: [1, 2], boundaryMode: 'neumann' },
    kind: 'convolution of 3 taps, stride 1 x 2',
  },
  {
    ...{ space: [7, 4], kernel: [2, 3], dilation: [3, 1], boundaryMode: 'dirichlet' },
    kind: 'convolution of 2 x 3 taps, dilation 3 x 1',
  },
  {
    ...{ space: [3, 4], kernel: [3, 4], factor: [3, 1], boundaryMode: 'neumann' },
    kind: 'transposed convolution of 3 x 4 taps, factor 3 x 1',
  },
  {
    ...{ space: [2, 3, 4], kernel: [1, 3, 2], factor: [1, 2, 2], dilation: [1, 2, 1] },
    kind: 'transposed convolution of 1 x 3 x 2 taps, factor 1 x 2 x 2, dilation 1 x 2 x 1',
  },
  { space: [9], kernel: [3], groups: 2, kind: 'convolution of 3 taps, groups 2' },
  { space: [4, 5], kernel: [1, 1], groups: 2, kind: 'pointwise, groups 2' },
  {
    ...{ space: [3], kernel: [3], factor: [2], groups: 2 },
    kind: 'transposed convolution of 3 taps, factor 2, groups 2',
  },
];

const [BATCH, INWARD, OUTWARD] = [2, 4, 6];

/** The point that a place of an axis of n points stands for; -1 for a zero. */
function pointOf(place: number, n: number, mode: BoundaryMode): number {
  if (place >= 0 && place < n) return place;
  if (mode === 'dirichlet') return -1;
  if (mode === 'periodic') return ((place % n) + n) % n;
  return n === 1 ? 0 : pointOf(place < 0 ? -place : 2 * (n - 1) - place, n, mode);
}

for (const c of convolutions) {
  const { space, kernel, kind, stride, factor, dilation, groups = 1 } = c;
  const { boundaryMode = 'periodic' } = c;
  const dims = space.length;
  const ones = space.map(() => 1);
  const [steps, spread, apart] = [stride ?? ones, factor ?? ones, dilation ?? ones];
  const layer =
    factor === undefined
      ? layers.convLayer(dims, INWARD, OUTWARD, kernel, { stride, dilation, groups, boundaryMode })
      : layers.convTransposeLayer(dims, INWARD, OUTWARD, kernel, {
          ...{ factor, dilation, groups, boundaryMode },
        });

  test(`${kind}, ${boundaryMode}`, async () => {
    assert.equal(layer.kind, kind);
    const weightShape = [OUTWARD, INWARD / groups, ...kernel];
    assert.deepEqual(
      layer.parameters.map(({ shape }) => shape),
      [weightShape, [OUTWARD, ...ones]],
    );
    assert.deepEqual(
      layer.receptiveField,
      kernel.map((k, a) => [((k - 1) >> 1) * apart[a]!, (k >> 1) * apart[a]!]),
    );
    // The limit of the initial values is one over the root of what a sum adds up.
    const limit = 1 / Math.sqrt(sizeOf(weightShape.slice(1)));
    const largest = layer.init(PRNGKey(0))[0]!.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    assert.ok(largest <= limit && largest > 0.8 * limit, `${largest} of ${limit}`);

    const shape = [BATCH, INWARD, ...space];
    const points = space.map((n, a) => Math.ceil((n * spread[a]!) / steps[a]!));
    const weights = randomWeights(layer, 5);
    const x = drawn(6, sizeOf(shape));
    const expected = new Float64Array(BATCH * OUTWARD * sizeOf(points));
    coordinates([BATCH, OUTWARD, ...points], ([sample, out, ...n], offset) => {
      expected[offset] = weights[1]![out!]!;
      const group = Math.floor(out! / (OUTWARD / groups));
      coordinates(weightShape.slice(1), ([channel, ...tap]) => {
        const read = tap.map((t, a) => {
          const centred = t - Math.floor((kernel[a]! - 1) / 2);
          const place = n[a]! * steps[a]! + centred * apart[a]!;
          const whole = place % spread[a]! === 0;
          return whole ? pointOf(place / spread[a]!, space[a]!, boundaryMode) : -1;
        });
        if (read.includes(-1)) return;
        const from = group * (INWARD / groups) + channel!;
        expected[offset]! +=
          weights[0]![offsetOf(weightShape, [out!, channel!, ...tap])]! *
          x[offsetOf(shape, [sample!, from, ...read])]!;
      });
    });
    const cotangents = drawn(7, expected.length);
    for (const [where, run] of runners) {
      const y = await outputOf(run(), layer, weights, x, shape);
      assert.equal(y.length, expected.length);
      for (const [i, value] of y.entries()) {
        assert.ok(Math.abs(value - expected[i]!) < 1e-13, `${where}, ${i}`);
      }
      // The layer is linear in its input and in its parameters, less the bias in the input.
      const { x: dx, parameters } = await gradientsOf(run(), layer, weights, x, shape, cotangents);
      const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
      const whole = dot(cotangents, y);
      const ofBias = dot(parameters[1]!, weights[1]!);
      assert.ok(Math.abs(dot(parameters[0]!, weights[0]!) + ofBias - whole) < 1e-11, where);
      assert.ok(Math.abs(dot(dx, x) + ofBias - whole) < 1e-11, where);
    }
  });
}

for (const [space, modes] of [
  [
    [7, 6],
    [2, 4],
  ],
  [
    [4, 9],
    [3, 2],
  ],
  [
    [2, 5, 6],
    [2, 1, 3],
  ],
  [
    [6, 3, 4],
    [1, 3, 2],
  ],
] as const) {
  const dims = space.length;
  test(`spectral convolution of ${modes.join(' x ')} modes of ${space.join(' x ')}`, async () => {
    const layer = layers.spectralConvLayer(dims, 2, 3, modes);
    assert.equal(layer.kind, `spectral convolution of ${modes.join(' x ')} modes`);
    const weightShape = [2 ** (dims - 1), 3, 2, ...modes];
    assert.deepEqual(
      layer.parameters.map(({ shape }) => shape),
      [weightShape, weightShape],
    );
    const shape = [1, 2, ...space];
    const [weights, x] = [randomWeights(layer, 8), drawn(9, sizeOf(shape))];
    const expected = new Float64Array(3 * sizeOf(space));
    const angle = (k: readonly number[], n: readonly number[]) =>
      2 * Math.PI * k.reduce((sum, one, a) => sum + (one * n[a]!) / space[a]!, 0);
    // Each mode of half the spectrum by its own sum; of two blocks with a mode the later one counts.
    const spectrum = space.map((n, a) => (a === dims - 1 ? modes[a]! : n));
    coordinates(spectrum, (k) => {
      let block = 0;
      const inside = k.map((one, a) => {
        const fromEnd = one - (space[a]! - modes[a]!);
        if (a === dims - 1 || fromEnd < 0) return one;
        block += 1 << a;
        return fromEnd;
      });
      if (inside.some((one, a) => one >= modes[a]!)) return;
      const last = k[dims - 1]!;
      const times = last === 0 || 2 * last === space[dims - 1] ? 1 : 2;
      for (let channel = 0; channel < 2; channel++) {
        let [re, im] = [0, 0];
        coordinates(space, (n) => {
          const value = x[offsetOf(shape, [0, channel, ...n])]!;
          re += value * Math.cos(angle(k, n));
          im -= value * Math.sin(angle(k, n));
        });
        for (let out = 0; out < 3; out++) {
          const at = offsetOf(weightShape, [block, out, channel, ...inside]);
          const [wr, wi] = [weights[0]![at]!, weights[1]![at]!];
          const [real, imaginary] = [wr * re - wi * im, wr * im + wi * re];
          coordinates(space, (n, point) => {
            const turn = angle(k, n);
            const wave = real * Math.cos(turn) - imaginary * Math.sin(turn);
            expected[out * sizeOf(space) + point]! += (times * wave) / sizeOf(space);
          });
        }
      }
    });
    for (const [where, run] of runners) {
      const y = await outputOf(run(), layer, weights, x, shape);
      for (const [i, value] of y.entries()) {
        assert.ok(Math.abs(value - expected[i]!) < 1e-13, `${where}, ${i}`);
      }
    }
  });
}

test('modes by axis of blocks and FNOs, and those that a grid does not have', async () => {
  const common = { inChannels: 1, outChannels: 1, numBlocks: 1, hiddenChannels: 2 };
  const fno = arch.fno({ ...common, numSpatialDims: 2, numModes: [3, 2] });
  const weights = fno.parameters.find(({ path }) => path.endsWith('weights_real'))!;
  assert.deepEqual(weights.shape, [2, 2, 2, 3, 2]);
  const apply = (space: number[]) =>
    outputOf(onReference, fno, randomWeights(fno, 1), drawn(2, sizeOf(space)), [1, 1, ...space]);
  await apply([3, 2]);
  await assert.rejects(apply([2, 4]), {
    name: 'UserError',
    message: 'a grid of 2 x 4 points has 2 x 3 modes, not 3 x 2',
  });
  assert.throws(() => arch.fno({ ...common, numSpatialDims: 1, numModes: [3, 2] }), {
    name: 'UserError',
    message: /^modes must be .* for 1 axis, not \[3, 2\]$/,
  });
});

test('numbers for other axes, and groups that leave channels over, are refused', () => {
  const wrong: [RegExp, () => unknown][] = [
    [
      /^kernelSize must be a whole number from 1 to 1048576, or a list of them for 2 axes, not \[3\]$/,
      () => layers.convLayer(2, 1, 1, [3]),
    ],
    [
      /^stride must be .* for 1 axis, not \[2, 0\]$/,
      () => layers.convLayer(1, 1, 1, 3, { stride: [2, 0] }),
    ],
    [
      /^dilation must be .*, not \[1, 0\]$/,
      () => layers.convLayer(2, 1, 1, 3, { dilation: [1, 0] }),
    ],
    [/^factor must be .*, not 0.5$/, () => layers.convTransposeLayer(2, 1, 1, 3, { factor: 0.5 })],
    [
      /^4 channels in and 6 out can't be divided into 4 groups$/,
      () => layers.convLayer(1, 4, 6, 3, { groups: 4 }),
    ],
    [/groups must be a whole number/, () => layers.convLayer(1, 4, 6, 3, { groups: 0 })],
  ];
  for (const [message, make] of wrong) assert.throws(make, { name: 'UserError', message });
});

test('boundary modes are named in any case', async () => {
  const outputs = (['neumann', 'Neumann', 'NEUMANN'] as const).map((boundaryMode) => {
    const layer = layers.convLayer(1, 1, 1, 3, { boundaryMode });
    return outputOf(onReference, layer, randomWeights(layer, 1), drawn(2, 6), [1, 1, 6]);
  });
  const [first, ...others] = await Promise.all(outputs);
  for (const other of others) assert.deepEqual(other, first);
});
