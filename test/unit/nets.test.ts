/** Config strings of networks: what is taken, and what each mistake is told. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import {
  type Architecture,
  architectures,
  blocks,
  describeArchitecture,
  getActivation,
  getNetwork,
  layersOf,
} from '../../src/nets/index.js';
import { PRNGKey } from '../../src/random/index.js';

before(() => loadCore());

const grid = { numSpatialDims: 1, numPoints: 32, numChannels: 1 };
const grid160 = { ...grid, numPoints: 160 };
const paths = (config: string) => getNetwork(config, grid).parameters.map(({ path }) => path);

test('names are taken in any case, and Pure with and without its last field', () => {
  assert.deepEqual(paths('CONV;5;2;ReLU'), paths('Conv;5;2;relu'));
  assert.deepEqual(paths('Pure;2'), ['weight']);
  assert.deepEqual(paths('Pure;2;identity'), ['weight']);
  assert.equal(getNetwork('conv;1_0;2;relu', grid).parameterCount, 40 + 310 + 31);
});

test('leaves are named by their paths', () => {
  assert.deepEqual(paths('Conv;3;1;relu'), [
    'layers.0.weight',
    'layers.0.bias',
    'layers.1.weight',
    'layers.1.bias',
  ]);
  assert.deepEqual(paths('FNO;3;2;1;gelu'), [
    'lifting.weight',
    'lifting.bias',
    'blocks.0.spectral_conv.weights_real',
    'blocks.0.spectral_conv.weights_imag',
    'blocks.0.by_pass_conv.weight',
    'blocks.0.by_pass_conv.bias',
    'projection.weight',
    'projection.bias',
  ]);
  assert.equal(paths('MLP;3;0;relu')[0], 'flat_mlp.layers.0.weight');
});

const mistakes: [config: string, message: RegExp][] = [
  ['', /empty string/],
  ['Cnv;3;3;relu', /unknown network 'Cnv'; did you mean 'conv'/],
  ['constructor;3;3;relu', /unknown network 'constructor'/],
  ['Conv;3;3;constructor', /unknown activation 'constructor'/],
  ['Conv;3;3;rleu', /unknown activation 'rleu'; did you mean 'relu'.*\n.*\n {2} {9}\^$/],
  ['Conv;3;relu', /is missing/],
  ['Conv;3;3;3;relu', /5 fields/],
  ['Conv;0;3;relu', /hidden channels must be at least 1, not 0/],
  ['Conv;-3;3;relu', /hidden channels must be at least 1, not -3/],
  ['Conv;3.5;3;relu', /hidden channels must be a whole number, not '3.5'/],
  ['Conv;three;3;relu', /hidden channels must be a whole number, not 'three'/],
  ['FNO;18;2;1;gelu', /modes must be at most 17, not 18 .*32 points/],
  ['Pure', /'kernel size' is missing; expected: architecture;kernel size\[;activation\]\n/],
  [
    'Conv;99999999;2;relu',
    /^network 'Conv;99999999;2;relu' would have 2\^53 parameters or more, about 3\.0e\+16$/,
  ],
  [
    'Res;8;relu',
    /'activation' is missing; expected: architecture;hidden channels;blocks;activation/,
  ],
  ['Res;8;0;relu', /blocks must be at least 1, not 0/],
  ['MoRes;0;2;relu', /hidden channels must be at least 1, not 0/],
  ['FNO;3;2;0;gelu', /blocks must be at least 1, not 0/],
  ['Dil;-1;8;2;relu', /dilation must be at least 0, not -1/],
  ['Dil;21;8;2;relu', /dilation must be at most 20, not 21/],
  ['Dil;2;8;relu', /'activation' is missing/],
  ['UNet;8;2;3;relu', /5 fields/],
  ['UNet;8;6;relu', /32 points can't be halved 6 times, .*the nearest number that can is 64\n/],
  ['MoUNet;8;6;relu', /32 points can't be halved 6 times/],
  ['MLP;0;2;relu', /width must be at least 1, not 0/],
  ['Pure;0', /kernel size must be at least 1, not 0/],
];

for (const [config, message] of mistakes) {
  test(`'${config}' is refused`, () => {
    assert.throws(() => getNetwork(config, grid), { name: 'UserError', message });
  });
}

test('an error points at the column', () => {
  assert.throws(() => getNetwork('Conv;0;3;relu', grid), /\n {2}Conv;0;3;relu\n {2} {5}\^$/);
});

test('FNO takes as many modes as the grid has', () => {
  assert.equal(getNetwork('FNO;17;2;1;gelu', grid).parameters[2].shape.at(-1), 17);
});

test('users add architectures and find them by name', () => {
  const twice: Architecture = {
    meaning: 'an activation of an activation',
    fields: [],
    build: ({ activation }) => ({
      parameters: [],
      receptiveField: [[0, 0]],
      init: () => [],
      apply: (_params, x) => activation(activation(x)),
    }),
  };
  architectures.extensions.Twice = twice;
  try {
    assert.equal(getNetwork('Twice;relu', grid).parameterCount, 0);
    assert.equal(getNetwork('tWICE;relu', grid).parameterCount, 0);
  } finally {
    delete architectures.extensions.Twice;
  }
  assert.throws(() => getNetwork('Twice;relu', grid), { name: 'UserError' });
});

test('the same key gives the same parameters, another one others', () => {
  const network = getNetwork('Conv;4;1;relu', grid);
  const first = network.init(PRNGKey(0));
  assert.deepEqual(network.init(PRNGKey(0)), first);
  assert.notDeepEqual(network.init(PRNGKey(1)), first);
});

test('an activation is found in any case', () => {
  assert.equal(getActivation('GELU'), getActivation('gelu'));
});

test('each declaration gives an example that is a network', () => {
  for (const name of architectures.names()) {
    const { example, fields } = describeArchitecture(name, architectures.get(name));
    assert.equal(example.split(';').length, fields.length + 1);
    assert.equal(example.split(';')[0]!.toLowerCase(), name);
    assert.ok(getNetwork(example, grid160).parameterCount > 0);
  }
});

test('what an extension must declare', () => {
  const build = () => getNetwork('Pure;2', grid);
  for (const wrong of [
    { fields: [], build },
    { meaning: 'a', build },
    { meaning: 'a', fields: ['depth'], build },
    { meaning: 'a', fields: [{ name: 'depth' }], build },
    { meaning: 'a', fields: [] },
  ]) {
    assert.throws(
      () => {
        architectures.extensions.Wrong = wrong as unknown as Architecture;
      },
      {
        name: 'UserError',
        message:
          /^archExtensions\['Wrong'\] must be a function .* \{ meaning, fields: .* not an object$/,
      },
    );
    assert.throws(() => getNetwork('Wrong;relu', grid), /unknown network 'Wrong'/);
  }
});

test('the nearest number of points that levels can halve', () => {
  assert.equal(blocks.levelsFault(32, 5, 2), null);
  assert.equal(blocks.levelsFault(7, 0, 2), null);
  const said = (points: number, levels: number, factor = 2) =>
    blocks.levelsFault(points, levels, factor)!.split('; ')[1];
  assert.equal(said(33, 2), 'the nearest number that can is 32');
  assert.equal(said(35, 2), 'the nearest number that can is 36');
  assert.equal(said(34, 2), 'the nearest numbers that can are 32 and 36');
  assert.equal(said(1, 2), 'the nearest number that can is 4');
  assert.equal(said(28, 2, 3), 'the nearest number that can is 27');
});

test('layersOf follows the state through a network', () => {
  const network = getNetwork('UNet;3;1;relu', grid);
  const layers = layersOf(network, network);
  assert.deepEqual(
    layers.map(({ path }) => path),
    [
      ...['conv_1', 'norm_1', 'conv_2', 'norm_2'].map((name) => `lifting.${name}`),
      'down_sampling_blocks.0',
      ...['conv_1', 'norm_1', 'conv_2', 'norm_2'].map((name) => `left_arc_blocks.0.0.${name}`),
      'up_sampling_blocks.0',
      ...['conv_1', 'norm_1', 'conv_2', 'norm_2'].map((name) => `right_arc_blocks.0.0.${name}`),
      'projection',
    ],
  );
  assert.deepEqual(
    layers.reduce((n, layer) => n + layer.parameterCount, 0),
    network.parameterCount,
  );
  assert.deepEqual(layers[10]!.inputShape, [6, 32]);
  assert.deepEqual(layers[9]!.outputShape, [3, 32]);
});
