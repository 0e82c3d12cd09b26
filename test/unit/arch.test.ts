/**
 * The architectures as functions: pdequinox's defaults (counts and receptive fields are those that
 * its notebook parameter_count_and_receptive_field prints), channels in and out apart, key use of
 * blocks that change their channels, and what is refused.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import {
  arch,
  blocks,
  compose,
  countParameters,
  getNetwork,
  type Layer,
  layers,
  part,
} from '../../src/nets/index.js';
import { type Key, PRNGKey, split, uniform } from '../../src/random/index.js';
import { drawn, outputOf, randomWeights } from '../cases/layer-run.js';
import { onReference } from '../parity/by-hand.js';

before(() => loadCore());

const line = { numSpatialDims: 1, inChannels: 1, outChannels: 1 };
const oneBlock = {
  ...line,
  hiddenChannels: 2,
  numBlocks: 1,
  activation: 'relu',
  boundaryMode: 'periodic',
} as const;

const counts: [what: string, layer: () => Layer, count: number][] = [
  ['convNet', () => arch.convNet(line), 7169],
  ['convNet, 32 channels', () => arch.convNet({ ...line, hiddenChannels: 32 }), 28161],
  ['resNet', () => arch.resNet(line), 37345],
  ['resNet with norm', () => arch.resNet({ ...line, useNorm: true }), 38113],
  ['modernResNet', () => arch.modernResNet(line), 38113],
  ['unet', () => arch.unet(line), 789089],
  ['fno', () => arch.fno(line), 102625],
  ['dilatedResNet', () => arch.dilatedResNet(line), 44449],
  ['mlp on 48 points', () => arch.mlp({ ...line, numPoints: 48 }), 14576],
];

for (const [what, layer, count] of counts) {
  test(`${what}: as many parameters as in pdequinox`, () => {
    assert.equal(countParameters(layer()), count);
  });
}

const fields: [what: string, layer: () => Layer, field: [number, number]][] = [
  ['convNet', () => arch.convNet(line), [11, 11]],
  ['convNet of depth 20', () => arch.convNet({ ...line, depth: 20 }), [21, 21]],
  ['convNet of five taps', () => arch.convNet({ ...line, kernelSize: 5 }), [22, 22]],
  ['convNet of two taps', () => arch.convNet({ ...line, kernelSize: 2 }), [0, 11]],
  ['convNet of four taps', () => arch.convNet({ ...line, kernelSize: 4 }), [11, 22]],
  ['resNet', () => arch.resNet(line), [12, 12]],
  ['resNet of 12 blocks', () => arch.resNet({ ...line, numBlocks: 12 }), [24, 24]],
  ['unet', () => arch.unet(line), [137, 137]],
  ['fno', () => arch.fno(line), [Infinity, Infinity]],
  ['dilatedResNet', () => arch.dilatedResNet(line), [44, 44]],
  [
    'dilatedResNet of 1, 2, 1',
    () => arch.dilatedResNet({ ...line, dilationRates: [1, 2, 1] }),
    [8, 8],
  ],
  ['mlp on 103 points', () => arch.mlp({ ...line, numPoints: 103 }), [103, 103]],
];

for (const [what, layer, field] of fields) {
  test(`${what}: the receptive field that pdequinox gives`, () => {
    assert.deepEqual(layer().receptiveField, [field]);
  });
}

const apart = { inChannels: 3, outChannels: 2 };
const every: [name: string, make: (numSpatialDims: number) => Layer][] = [
  ['convNet', (dims) => arch.convNet({ ...apart, numSpatialDims: dims, depth: 1 })],
  [
    'resNet',
    (dims) => arch.resNet({ ...apart, numSpatialDims: dims, hiddenChannels: 4, numBlocks: 1 }),
  ],
  [
    'modernResNet',
    (dims) =>
      arch.modernResNet({ ...apart, numSpatialDims: dims, hiddenChannels: 4, numBlocks: 1 }),
  ],
  [
    'unet',
    (dims) => arch.unet({ ...apart, numSpatialDims: dims, hiddenChannels: 4, numLevels: 1 }),
  ],
  [
    'modernUnet',
    (dims) => arch.modernUnet({ ...apart, numSpatialDims: dims, hiddenChannels: 4, numLevels: 1 }),
  ],
  [
    'dilatedResNet',
    (dims) =>
      arch.dilatedResNet({ ...apart, numSpatialDims: dims, hiddenChannels: 4, numBlocks: 1 }),
  ],
  [
    'fno',
    (dims) =>
      arch.fno({ ...apart, numSpatialDims: dims, hiddenChannels: 4, numModes: 2, numBlocks: 1 }),
  ],
  ['mlp', (dims) => arch.mlp({ ...apart, numSpatialDims: dims, numPoints: 4 })],
  ['pureConv', (dims) => arch.pureConv({ ...apart, numSpatialDims: dims })],
];

for (const [name, make] of every) {
  test(`${name}: from three channels to two, in 1D, 2D and 3D`, async () => {
    for (const dims of [1, 2, 3]) {
      const layer = make(dims);
      const space = Array<number>(dims).fill(4);
      const weights = randomWeights(layer, 1);
      const x = drawn(2, 2 * 3 * 4 ** dims);
      const y = await outputOf(onReference, layer, weights, x, [2, 3, ...space]);
      assert.equal(y.length, 2 * 2 * 4 ** dims);
      assert.ok(y.every(Number.isFinite));
      assert.equal(layer.receptiveField.length, dims);
    }
  });
}

test('config strings call these functions', () => {
  const grid = { numSpatialDims: 2, numPoints: 16, numChannels: 2 };
  const same = { numSpatialDims: 2, inChannels: 2, outChannels: 2 };
  const pairs: [string, Layer][] = [
    ['Conv;3;2;relu', arch.convNet({ ...same, hiddenChannels: 3, depth: 2 })],
    ['Res;3;2;relu', arch.resNet({ ...same, hiddenChannels: 3, numBlocks: 2 })],
    ['MoRes;3;2;relu', arch.modernResNet({ ...same, hiddenChannels: 3, numBlocks: 2 })],
    ['UNet;3;2;relu', arch.unet({ ...same, hiddenChannels: 3, numLevels: 2 })],
    ['MoUNet;3;2;relu', arch.modernUnet({ ...same, hiddenChannels: 3, numLevels: 2 })],
    ['Dil;3;4;2;relu', arch.dilatedResNet({ ...same, hiddenChannels: 4 })],
    ['FNO;3;5;2;gelu', arch.fno({ ...same, numModes: 3, hiddenChannels: 5, numBlocks: 2 })],
    ['MLP;64;3;relu', arch.mlp({ ...same, numPoints: 16 })],
    ['Pure;3', arch.pureConv({ ...same, kernelSize: 3 })],
  ];
  for (const [config, layer] of pairs) {
    const network = getNetwork(config, grid);
    assert.deepEqual(network.parameters, layer.parameters);
    assert.deepEqual(network.init(PRNGKey(3)), layer.init(PRNGKey(3)));
  }
});

test('activations are functions or their names', async () => {
  const x = drawn(4, 8);
  const outputs = ['tanh', ops.tanh].map((activation) => {
    const layer = arch.convNet({ ...line, hiddenChannels: 2, depth: 1, activation });
    return outputOf(onReference, layer, randomWeights(layer, 5), x, [1, 1, 8]);
  });
  assert.deepEqual(await outputs[0], await outputs[1]);
  assert.throws(() => arch.resNet({ ...line, activation: 'tanhh' }), /did you mean 'tanh'/);
});

test('final activations and biases', async () => {
  const options = { ...line, hiddenChannels: 2, depth: 1, useBias: false, useFinalBias: false };
  const final = arch.convNet({ ...options, finalActivation: 'sigmoid' });
  assert.deepEqual(
    final.parameters.map(({ path }) => path),
    ['layers.0.weight', 'layers.1.weight'],
  );
  const x = drawn(6, 8);
  const y = await outputOf(onReference, final, randomWeights(final, 7), x, [1, 1, 8]);
  assert.ok(y.every((value) => value > 0 && value < 1));
  const zero = arch.convNet({ ...line, depth: 1, zeroBiasInit: true }).init(PRNGKey(0));
  const random = arch.convNet({ ...line, depth: 1 }).init(PRNGKey(0));
  assert.deepEqual([zero[0], zero[2]], [random[0], random[2]]);
  assert.ok(zero[1]!.every((value) => value === 0) && random[1]!.every((value) => value !== 0));
});

test('states without an axis of space', async () => {
  const layer = arch.mlp({
    ...line,
    inChannels: 3,
    outChannels: 3,
    numSpatialDims: 0,
    numPoints: 1,
  });
  assert.deepEqual(layer.parameters[0]!.shape, [64, 3]);
  const y = await outputOf(onReference, layer, randomWeights(layer, 8), drawn(9, 6), [2, 3]);
  assert.equal(y.length, 6);
  const network = getNetwork('MLP;5;1;relu', { numSpatialDims: 0, numPoints: 1, numChannels: 3 });
  assert.deepEqual([network.parameterCount, network.receptiveField], [38, []]);
  const first = part('first', layers.linearLayer(3, 4));
  const norm = part('norm', layers.groupNormLayer(0, 4, { groups: 2 }));
  const chain = compose({ parts: [first, norm], forward: (run, x) => run(norm, run(first, x)) });
  const z = await outputOf(
    onReference,
    chain,
    chain.init(PRNGKey(1)).map(asF64),
    drawn(9, 6),
    [2, 3],
  );
  // Two groups of two channels, each with mean 0.
  for (let i = 0; i < 8; i += 2) assert.ok(Math.abs(z[i]! + z[i + 1]!) < 1e-12);
});

const asF64 = (values: Float32Array) => Float64Array.from(values);

/** U(-lim, lim) of a convolution's weight, from the first half of its key. */
const weightFrom = (key: Key, shape: number[], fanIn: number) => {
  const limit = 1 / Math.sqrt(fanIn);
  return uniform(split(key, 2)[0]!, shape, -limit, limit);
};

test('a bypass takes the first half of the key that is left, and comes last', () => {
  const context = {
    numSpatialDims: 1,
    inChannels: 2,
    outChannels: 3,
    activation: 'relu',
    boundaryMode: 'periodic' as const,
  };
  const key = PRNGKey(4);
  const [first, second, rest] = split(key, 3) as [Key, Key, Key];
  const named = (layer: Layer) =>
    new Map(layer.init(key).map((values, i) => [layer.parameters[i]!.path, values]));
  for (const factory of [blocks.classicResBlock({ useNorm: true }), blocks.modernResBlock()]) {
    const layer = factory(context);
    assert.deepEqual(
      layer.parameters.map(({ path }) => path),
      [
        ...['conv_1', 'norm_1', 'conv_2', 'norm_2'].flatMap((name) => [
          `${name}.weight`,
          `${name}.bias`,
        ]),
        'bypass_conv.weight',
        'bypass_norm.weight',
        'bypass_norm.bias',
      ],
    );
    const values = named(layer);
    assert.deepEqual(values.get('conv_1.weight'), weightFrom(first, [3, 2, 3], 6));
    assert.deepEqual(values.get('conv_2.weight'), weightFrom(second, [3, 3, 3], 9));
    assert.deepEqual(values.get('bypass_conv.weight'), weightFrom(split(rest)[0]!, [3, 2, 1], 2));
  }
  const norms = (layer: Layer) =>
    layer.parameters.filter(({ path }) => /norm.*weight/.test(path)).map(({ shape }) => shape);
  assert.deepEqual(norms(blocks.classicResBlock({ useNorm: true })(context)), [[3], [3], [3]]);
  assert.deepEqual(norms(blocks.modernResBlock()(context)), [[2], [3], [2]]);
  const dilated = blocks.dilatedResBlock({ dilationRates: [1, 2] })(context);
  const [left, own] = split(key, 3) as [Key, Key, Key];
  assert.deepEqual(
    dilated.parameters.map(({ path }) => path),
    [
      ...['norm_layers.0', 'norm_layers.1', 'conv_layers.0', 'conv_layers.1'],
      ...['bypass_conv', 'bypass_norm'],
    ].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
  );
  const values = named(dilated);
  assert.deepEqual(values.get('conv_layers.0.weight'), weightFrom(own, [3, 2, 3], 6));
  assert.deepEqual(values.get('bypass_conv.weight'), weightFrom(split(left)[0]!, [3, 2, 1], 2));
});

test('hidden channels may differ from block to block', () => {
  const options = { ...line, activation: 'relu', boundaryMode: 'periodic' as const, numBlocks: 2 };
  const layer = blocks.sequential({ ...options, hiddenChannels: [4, 4, 6] });
  const shapes = new Map(layer.parameters.map(({ path, shape }) => [path, shape]));
  assert.equal(shapes.has('blocks.0.bypass_conv.weight'), false);
  assert.deepEqual(shapes.get('blocks.1.bypass_conv.weight'), [6, 4, 1]);
  assert.deepEqual(shapes.get('projection.weight'), [1, 6, 1]);
});

test('channel multipliers of a modern UNet', () => {
  const options = { ...line, hiddenChannels: 4, numLevels: 2, numBlocks: 1 };
  const layer = arch.modernUnet({ ...options, channelMultipliers: [1, 3] });
  const shapes = new Map(layer.parameters.map(({ path, shape }) => [path, shape]));
  assert.deepEqual(shapes.get('left_arc_blocks.1.0.conv_1.weight'), [12, 4, 3]);
  assert.deepEqual(shapes.get('up_sampling_blocks.1.weight'), [6, 12, 3]);
  assert.deepEqual(shapes.get('right_arc_blocks.1.0.conv_1.weight'), [4, 10, 3]);
});

const refused: [what: string, make: () => unknown, message: RegExp][] = [
  [
    'no channels',
    () => arch.convNet({ ...line, hiddenChannels: 0 }),
    /hiddenChannels must be .* not 0/,
  ],
  [
    'half a layer',
    () => arch.convNet({ ...line, depth: 0.5 }),
    /depth must be .* from 0 to 10000, not 0.5/,
  ],
  [
    'four axes',
    () => arch.resNet({ ...line, numSpatialDims: 4 }),
    /numSpatialDims must be a whole number from 0 to 3, not 4/,
  ],
  [
    'no axis',
    () => arch.pureConv({ ...line, numSpatialDims: 0 }),
    /spatial dim.* must be 1, 2 or 3, not 0/,
  ],
  ['no taps', () => arch.pureConv({ ...line, kernelSize: 0 }), /kernelSize must be .* not 0/],
  ['no blocks', () => arch.resNet({ ...line, numBlocks: 0 }), /numBlocks must be .* not 0/],
  ['no levels', () => arch.unet({ ...line, numLevels: -1 }), /numLevels must be .* not -1/],
  [
    'a boundary mode',
    () => arch.unet({ ...line, boundaryMode: 'neuman' as 'neumann' }),
    /unknown boundary mode 'neuman'; did you mean 'neumann'/,
  ],
  [
    'no rates',
    () => arch.dilatedResNet({ ...line, dilationRates: [] }),
    /a list of 1 to 100 numbers, each a whole number from 1 to 1048576, not \[\]/,
  ],
  ['no end of layers', () => arch.convNet({ ...line, depth: 1e6 }), /from 0 to 10000, not 1000000/],
  ['no end of blocks', () => arch.fno({ ...line, numBlocks: 1e9 }), /from 1 to 10000, not/],
  ['no end of levels', () => arch.unet({ ...line, numLevels: 60 }), /from 0 to 20, not 60/],
  [
    'taps out of reach',
    () => arch.dilatedResNet({ ...line, dilationRates: [1, 1e9] }),
    /dilationRates must be .* not \[1, 1000000000\]/,
  ],
  ['nothing at all', () => (arch.mlp as () => Layer)(), /mlp options must be an object of .*, not/],
  ['a layer of nothing', () => compose({ parts: [], forward: (_, x) => x }), /a list of one part/],
  [
    'a factory that is not called',
    () =>
      blocks.sequential({
        ...oneBlock,
        blockFactory: blocks.classicResBlock as unknown as blocks.BlockFactory,
      }),
    /(option|part).*(allowed|must be)/,
  ],
  [
    'a factory of nothing',
    () =>
      blocks.sequential({
        ...oneBlock,
        blockFactory: (() => undefined) as unknown as blocks.BlockFactory,
      }),
    /part 'blocks.0' must be a layer, .* not undefined/,
  ],
  [
    'multipliers',
    () => arch.modernUnet({ ...line, channelMultipliers: [2] }),
    /must be 4 numbers, one for each level, not 1/,
  ],
  [
    'too few multiplied',
    () => arch.modernUnet({ ...line, numLevels: 1, hiddenChannels: 1, channelMultipliers: [1] }),
    /outChannels must be .* not 0/,
  ],
  ['groups', () => layers.groupNormLayer(1, 3, { groups: 2 }), /2 groups do not divide 3 channels/],
  [
    'hidden channels',
    () =>
      blocks.sequential({
        ...line,
        hiddenChannels: [1, 2],
        numBlocks: 2,
        activation: 'relu',
        boundaryMode: 'periodic',
      }),
    /there are 2 hiddenChannels; 2 blocks have 3, or one number/,
  ],
];

for (const [what, make, message] of refused) {
  test(`refused: ${what}`, () => {
    assert.throws(make, { name: 'UserError', message });
  });
}

/** Applies a layer to a state of that many points. */
const applied = (layer: Layer, points: number) =>
  trace({ steps: 1 }, (t) => {
    const params = layer.parameters.map(({ path, shape }) => t.input(path, [1, ...shape]));
    layer.apply(params, t.input('x', [1, 1, 1, points]));
  });

test('a grid that does not fit is refused when the layer is applied', () => {
  const unet = arch.unet({ ...line, hiddenChannels: 2, numLevels: 2 });
  assert.throws(() => applied(unet, 30), { name: 'UserError', message: /30 points .* 28 and 32/ });
  const fno = arch.fno({ ...line, numModes: 5, hiddenChannels: 2, numBlocks: 1 });
  assert.throws(() => applied(fno, 7), {
    name: 'UserError',
    message: /7 points has 4 modes, not 5/,
  });
});

test('blocks between grids that change them by another factor are refused when applied', () => {
  const options = { ...line, activation: 'relu', boundaryMode: 'periodic' as const };
  const thirds = { ...options, hiddenChannels: 2, numLevels: 1, numBlocks: 1, reductionFactor: 3 };
  const [down, up] = [blocks.linearConvDownBlock(), blocks.linearConvUpBlock()];
  const wrong: [Record<string, blocks.BlockFactory>, RegExp][] = [
    [
      { downSamplingFactory: down },
      /^the block of downSamplingFactory makes 6 points of 12; .* 4$/,
    ],
    [{ upSamplingFactory: up }, /^the block of upSamplingFactory makes 8 points of 4; .* 12$/],
  ];
  for (const [factories, message] of wrong) {
    const layer = blocks.hierarchical({ ...thirds, ...factories });
    assert.throws(() => applied(layer, 12), { name: 'UserError', message });
  }
});

test('a part that is not among the parts is an error', () => {
  const stranger = part('stranger', layers.pointwiseLayer(1, 1, 1));
  const layer = compose({
    parts: [part('own', layers.pointwiseLayer(1, 1, 1))],
    forward: (run, x) => run(stranger, x),
  });
  assert.throws(() => applied(layer, 4), /'stranger' is no part of this layer/);
});
