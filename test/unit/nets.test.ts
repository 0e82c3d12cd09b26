/** Config strings of networks: what is taken, and what each mistake is told. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import {
  type Architecture,
  architectures,
  getActivation,
  getNetwork,
  initialise,
} from '../../src/nets/index.js';
import { PRNGKey } from '../../src/random/index.js';

before(() => loadCore());

const grid = { numSpatialDims: 1, numPoints: 32, numChannels: 1 };
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
  ['Conv;3;3;rleu', /unknown activation 'rleu'; did you mean 'relu'/],
  ['Conv;3;relu', /is missing/],
  ['Conv;3;3;3;relu', /5 fields/],
  ['Conv;0;3;relu', /hidden channels must be at least 1, not 0/],
  ['Conv;-3;3;relu', /hidden channels must be at least 1, not -3/],
  ['Conv;3.5;3;relu', /hidden channels must be a whole number, not '3.5'/],
  ['Conv;three;3;relu', /hidden channels must be a whole number, not 'three'/],
  ['FNO;18;2;1;gelu', /modes must be at most 17, not 18 .*32 points/],
  ['Pure', /'kernel size' is missing/],
  ['Res;8;2;relu', /'Res' is not there yet/],
  ['UNet;8;2;relu', /'UNet' is not there yet/],
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
  const first = initialise(network, PRNGKey(0));
  assert.deepEqual(initialise(network, PRNGKey(0)), first);
  assert.notDeepEqual(initialise(network, PRNGKey(1)), first);
});

test('an activation is found in any case', () => {
  assert.equal(getActivation('GELU'), getActivation('gelu'));
});
