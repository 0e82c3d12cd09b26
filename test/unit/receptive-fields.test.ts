/**
 * Receptive fields, measured: each point of the input is changed alone, and the points of the
 * output that change say how far it reaches. Group norms are left out, which take their mean over
 * the whole sample and count for nothing in a receptive field.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { arch, blocks, type Layer, layers } from '../../src/nets/index.js';
import { drawn, outputOf, randomWeights } from '../cases/layer-run.js';
import { onReference } from '../parity/by-hand.js';

before(() => loadCore());

type Reach = readonly [before: number, after: number];

/**
 * How many points before and after itself a point of the output depends on, along one axis of a
 * grid: the most over all points of the output.
 */
async function measure(layer: Layer, space: number[], axis: number): Promise<Reach> {
  const n = space[axis]!;
  const points = space.reduce((product, extent) => product * extent, 1);
  const inside = space.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  // Sample 0 is the state; in sample 1 + p the point p of the axis's first line is changed.
  const state = drawn(7, points);
  const batch = new Float64Array((n + 1) * points);
  for (let sample = 0; sample <= n; sample++) batch.set(state, sample * points);
  for (let p = 0; p < n; p++) batch[(1 + p) * points + p * inside]! += 1;
  const y = await outputOf(onReference, layer, randomWeights(layer, 3), batch, [
    n + 1,
    1,
    ...space,
  ]);
  const reach: [number, number] = [0, 0];
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < points; q++) {
      if (y[(1 + p) * points + q] === y[q]) continue;
      const away = p - (Math.floor(q / inside) % n);
      const wrapped = away - n * Math.round(away / n);
      reach[0] = Math.max(reach[0], -wrapped);
      reach[1] = Math.max(reach[1], wrapped);
    }
  }
  return reach;
}

const channels = { inChannels: 1, outChannels: 1, activation: 'tanh' };
const small = { ...channels, hiddenChannels: 2 };

/** Networks whose receptive field is exact, with a grid that is larger. */
const exact: [name: string, make: (numSpatialDims: number) => Layer, points: number][] = [
  ['Conv of depth 0', (dims) => arch.convNet({ ...small, numSpatialDims: dims, depth: 0 }), 8],
  ['Conv of depth 2', (dims) => arch.convNet({ ...small, numSpatialDims: dims, depth: 2 }), 9],
  [
    'Conv of four taps',
    (dims) => arch.convNet({ ...small, numSpatialDims: dims, depth: 1, kernelSize: 4 }),
    11,
  ],
  ['Res', (dims) => arch.resNet({ ...small, numSpatialDims: dims, numBlocks: 2 }), 12],
  [
    'MoRes without norm',
    (dims) => arch.modernResNet({ ...small, numSpatialDims: dims, numBlocks: 1, useNorm: false }),
    8,
  ],
  [
    'Dil without norm',
    (dims) =>
      arch.dilatedResNet({
        ...small,
        numSpatialDims: dims,
        numBlocks: 1,
        dilationRates: [1, 2, 1],
        useNorm: false,
      }),
    12,
  ],
  [
    'Pure of two taps',
    (dims) => arch.pureConv({ ...channels, numSpatialDims: dims, kernelSize: 2 }),
    6,
  ],
  [
    'Pure of five taps',
    (dims) => arch.pureConv({ ...channels, numSpatialDims: dims, kernelSize: 5 }),
    7,
  ],
  ['a pointwise layer', (dims) => layers.pointwiseLayer(dims, 1, 1), 4],
];

for (const [name, make, points] of exact) {
  for (const dims of [1, 2, 3]) {
    test(`${name} in ${dims}D reaches as far as it says`, async () => {
      const layer = make(dims);
      for (let axis = 0; axis < dims; axis++) {
        const space = Array.from({ length: dims }, (_, a) => (a === axis ? points : 4));
        assert.deepEqual(await measure(layer, space, axis), layer.receptiveField[axis]);
      }
    });
  }
}

/** The points that points first … last read, through one layer of a UNet. */
type Range = [first: number, last: number];
const conv = ([first, last]: Range): Range => [first - 1, last + 1];
const up = ([first, last]: Range, factor: number): Range => [
  Math.ceil((first - 1) / factor),
  Math.floor((last + 1) / factor),
];
const down = ([first, last]: Range, factor: number): Range => [
  factor * first - 1,
  factor * last + 1,
];
const twice = (range: Range, times: number): Range =>
  times === 0 ? range : twice(conv(conv(range)), times - 1);

/** What a hierarchy of double convolutions, `each` to an arc, reads of its input for a range. */
function unetReads(range: Range, levels: number, each: number, factor: number): Range {
  const across = (at: Range, level: number): Range => {
    if (level === levels) return at;
    const joined = twice(at, each);
    const coarse = across(up(joined, factor), level + 1);
    const deep = down(twice(coarse, each), factor);
    return [Math.min(joined[0], deep[0]), Math.max(joined[1], deep[1])];
  };
  return twice(across(range, 0), 1);
}

/** The most that any point reads before and after itself. */
function unetReach(levels: number, each: number, factor = 2): Reach {
  const reach: [number, number] = [0, 0];
  for (let n = 0; n < factor ** levels; n++) {
    const [first, last] = unetReads([n, n], levels, each, factor);
    reach[0] = Math.max(reach[0], n - first);
    reach[1] = Math.max(reach[1], last - n);
  }
  return reach;
}

// The original counts a transposed convolution as one on the coarse grid, which it is not: between
// two points of the finer grid it reaches one of them. So what it says is an upper bound.
for (const [dims, levels, points] of [
  [1, 1, 32],
  [1, 2, 64],
  [2, 1, 32],
] as const) {
  for (const each of [1, 2]) {
    const name = each === 1 ? 'UNet' : 'MoUNet';
    test(`${name} of ${levels} levels in ${dims}D without norm: an upper bound`, async () => {
      const make = each === 1 ? arch.unet : arch.modernUnet;
      const layer = make({ ...small, numSpatialDims: dims, numLevels: levels, useNorm: false });
      const size = each === 2 ? 2 * points : points;
      for (let axis = 0; axis < dims; axis++) {
        const space = Array.from({ length: dims }, (_, a) => (a === axis ? size : 2));
        await assertUpperBound(layer, space, axis, unetReach(levels, each), 2 ** levels);
      }
    });
  }
}

test('a hierarchy that divides by 3: an upper bound', async () => {
  const double = blocks.classicDoubleConvBlock({ useNorm: false });
  const layer = blocks.hierarchical({
    ...{ ...small, numSpatialDims: 1, numLevels: 2, numBlocks: 1, reductionFactor: 3 },
    ...{ boundaryMode: 'periodic', liftingFactory: double },
    ...{ leftArcFactory: double, rightArcFactory: double },
  });
  await assertUpperBound(layer, [135], 0, unetReach(2, 1, 3), 3 + 3 ** 2);
});

/** A layer reaches as far as expected, and says so or at most so much more. */
async function assertUpperBound(
  layer: Layer,
  space: number[],
  axis: number,
  expected: Reach,
  more: number,
): Promise<void> {
  assert.deepEqual(await measure(layer, space, axis), expected);
  for (const [side, said] of layer.receptiveField[axis]!.entries()) {
    assert.ok(expected[side]! < said && said <= expected[side]! + more, `${said} of ${expected}`);
  }
}

for (const dims of [1, 2]) {
  test(`FNO and MLP in ${dims}D depend on every point`, async () => {
    const n = dims === 1 ? 9 : 5;
    const common = { ...channels, numSpatialDims: dims };
    const fno = arch.fno({ ...common, hiddenChannels: 2, numModes: 3, numBlocks: 1 });
    const mlp = arch.mlp({ ...common, numPoints: n, widthSize: 4, depth: 1 });
    for (let axis = 0; axis < dims; axis++) {
      for (const layer of [fno, mlp]) {
        const half = (n - 1) / 2;
        assert.deepEqual(await measure(layer, Array(dims).fill(n), axis), [half, half]);
      }
      assert.deepEqual(fno.receptiveField[axis], [Infinity, Infinity]);
      assert.deepEqual(mlp.receptiveField[axis], [n, n]);
    }
  });
}

test('a chain of blocks adds up, and a group norm counts for nothing', () => {
  const context = { ...channels, numSpatialDims: 2, boundaryMode: 'periodic' as const };
  const dilated = blocks.dilatedResBlock({ dilationRates: [3, 1], kernelSize: 4 });
  const chain = blocks.sequential({
    ...context,
    hiddenChannels: 2,
    numBlocks: 2,
    blockFactory: dilated,
    projectionFactory: blocks.linearConvBlock({ kernelSize: 2 }),
  });
  assert.deepEqual(chain.receptiveField, Array(2).fill([8, 17]));
});
