/**
 * Gradients reach every parameter of every network, and every parameter counts; what an FNO leaves
 * out is known.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { architectures, getNetwork } from '../../src/nets/index.js';
import { drawn, gradientsOf, outputOf, randomWeights } from '../cases/layer-run.js';
import { withoutInfluence, zeros } from '../cases/spectral-influence.js';
import { onReference } from '../parity/by-hand.js';

before(() => loadCore());

/** Each architecture in small, but for its activation. */
const SMALL: Record<string, string> = {
  conv: 'Conv;3;2',
  res: 'Res;3;2',
  unet: 'UNet;2;2',
  dil: 'Dil;1;3;2',
  fno: 'FNO;3;3;2',
  mlp: 'MLP;5;2',
  pure: 'Pure;3',
  mores: 'MoRes;3;2',
  mounet: 'MoUNet;2;1',
};

test('every architecture is looked at', () => {
  assert.deepEqual(Object.keys(SMALL), architectures.names());
});

const POINTS = [8, 8, 4];
const BATCH = 3;
const CHANNELS = 2;

function setUp(config: string, dims: number, numPoints = POINTS[dims - 1]!) {
  const network = getNetwork(config, { numSpatialDims: dims, numPoints, numChannels: CHANNELS });
  const shape = [BATCH, CHANNELS, ...Array<number>(dims).fill(numPoints)];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const [x, c] = [drawn(1, size), drawn(2, size)];
  return { network, shape, x, c, weights: randomWeights(network, 5) };
}

for (const [name, config] of Object.entries(SMALL)) {
  for (const dims of [1, 2, 3]) {
    for (const activation of ['tanh', 'swish']) {
      const full = dims === 3 && name === 'fno' ? config.replace('3', '2') : config;
      test(`${full};${activation} in ${dims}D: a gradient for every number of every leaf`, async () => {
        const { network, shape, x, c, weights } = setUp(`${full};${activation}`, dims);
        const gradients = await gradientsOf(onReference, network, weights, x, shape, c);
        const expected = withoutInfluence(network);
        for (const [i, { path }] of network.parameters.entries()) {
          const found = gradients.parameters[i]!;
          assert.ok(
            found.some((value) => value !== 0),
            path,
          );
          assert.deepEqual(zeros(found), expected[i], path);
        }
      });
    }
  }
}

for (const [config, dims, numPoints] of [
  ['FNO;5;2;1;gelu', 1, 8],
  ['FNO;4;2;1;gelu', 1, 7],
  ['FNO;5;2;1;tanh', 2, 8],
  ['FNO;4;2;1;gelu', 2, 7],
  ['FNO;3;2;1;gelu', 3, 4],
] as const) {
  test(`${config} on ${numPoints} points in ${dims}D: zeros where modes overlap`, async () => {
    const { network, shape, x, c, weights } = setUp(config, dims, numPoints);
    const gradients = await gradientsOf(onReference, network, weights, x, shape, c);
    assert.deepEqual(gradients.parameters.map(zeros), withoutInfluence(network));
  });
}

for (const [name, config] of Object.entries(SMALL)) {
  test(`${config}: what any leaf holds changes the output`, async () => {
    const { network, shape, x, weights } = setUp(`${config};swish`, 1);
    const still = await outputOf(onReference, network, weights, x, shape);
    const free = withoutInfluence(network);
    for (const [i, { path }] of network.parameters.entries()) {
      const at = free[i]!.lastIndexOf(false);
      const changed = weights.map((values, j) =>
        values.map((value, k) => (j === i && k === at ? value + 0.1 : value)),
      );
      const moved = await outputOf(onReference, network, changed, x, shape);
      const most = Math.max(...moved.map((value, k) => Math.abs(value - still[k]!)));
      assert.ok(most > 1e-4, `${name} ${path}: ${most}`);
    }
  });
}
