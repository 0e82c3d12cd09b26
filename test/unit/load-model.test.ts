/** Weights of another network are refused, with all names and shapes that differ. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { loadModel } from '../../src/experiment/load-model.js';
import { emulatorMaker, parseTask } from '../../src/experiment/tasks.js';
import { architectures, describeArchitecture, getNetwork } from '../../src/nets/index.js';

await loadCore();

const grid = { numSpatialDims: 1, numPoints: 16, numChannels: 1 };
const predict = emulatorMaker(parseTask('predict'), null);

/** Weights of a network, all zero, with a leading axis of so many seeds; none for null. */
function weightsOf(config: string, numSeeds: number | null) {
  return getNetwork(config, grid).parameters.map(({ path, shape }) => {
    const whole = numSeeds === null ? [...shape] : [numSeeds, ...shape];
    return { path, shape: whole, data: new Float64Array(whole.reduce((n, e) => n * e, 1)) };
  });
}

const load = (config: string, weights: ReturnType<typeof weightsOf>) =>
  loadModel(getNetwork(config, grid), predict, { weights });

/** The lines of the refusal behind its first. */
function faults(config: string, weights: ReturnType<typeof weightsOf>): string[] {
  try {
    load(config, weights);
  } catch (error) {
    assert.ok(error instanceof UserError);
    const [first, ...rest] = error.message.split('\n');
    assert.equal(first, 'the weights are of another network:');
    return rest.map((line) => line.trim());
  }
  throw new Error('the weights are taken');
}

/** An architecture's example on 16 points: fewer modes than its documents' FNO. */
const configs = architectures
  .names()
  .map((name) => describeArchitecture(name, architectures.get(name)).example)
  .map((example) => example.replace('FNO;12', 'FNO;5'));

test('weights of the same network are taken, of one seed with and without its axis, of several', () => {
  for (const config of configs) {
    assert.equal(load(config, weightsOf(config, null)).numSeeds, 1);
    assert.equal(load(config, weightsOf(config, 1)).numSeeds, 1);
    assert.equal(load(config, weightsOf(config, 3)).numSeeds, 3);
  }
});

test('weights of any other architecture are refused', () => {
  for (const config of configs) {
    for (const other of configs) {
      if (other !== config) assert.ok(faults(config, weightsOf(other, null)).length > 0);
    }
  }
});

test('each name and each shape that differs is listed', () => {
  assert.deepEqual(faults('Res;3;1;relu', weightsOf('Res;4;1;relu', 2)), [
    "'lifting.weight' has the shape 2 x 4 x 1 x 1 in the weights, 2 x 3 x 1 x 1 in Res;3;1;relu",
    "'lifting.bias' has the shape 2 x 4 x 1 in the weights, 2 x 3 x 1 in Res;3;1;relu",
    ...['1', '2'].flatMap((i) => [
      `'blocks.0.conv_${i}.weight' has the shape 2 x 4 x 4 x 3 in the weights, 2 x 3 x 3 x 3 in Res;3;1;relu`,
      `'blocks.0.conv_${i}.bias' has the shape 2 x 4 x 1 in the weights, 2 x 3 x 1 in Res;3;1;relu`,
    ]),
    "'projection.weight' has the shape 2 x 1 x 4 x 1 in the weights, 2 x 1 x 3 x 1 in Res;3;1;relu",
  ]);
  assert.deepEqual(faults('MoRes;3;1;relu', weightsOf('Res;3;1;relu', null)), [
    "the weights lack 'blocks.0.norm_1.weight', which MoRes;3;1;relu has",
    "the weights lack 'blocks.0.norm_1.bias', which MoRes;3;1;relu has",
    "the weights lack 'blocks.0.norm_2.weight', which MoRes;3;1;relu has",
    "the weights lack 'blocks.0.norm_2.bias', which MoRes;3;1;relu has",
  ]);
  assert.deepEqual(faults('Conv;3;0;relu', weightsOf('Conv;3;1;relu', null)), [
    "'layers.0.weight' has the shape 3 x 1 x 3 in the weights, 1 x 1 x 3 in Conv;3;0;relu",
    "'layers.0.bias' has the shape 3 x 1 in the weights, 1 x 1 in Conv;3;0;relu",
    "the weights hold 'layers.1.weight', which Conv;3;0;relu lacks",
    "the weights hold 'layers.1.bias', which Conv;3;0;relu lacks",
  ]);
});

test('weights of no seed are refused', () => {
  assert.equal(
    faults('Pure;3', weightsOf('Pure;3', 0))[0],
    "'weight' has the shape 0 x 1 x 1 x 3 in the weights, 1 x 1 x 3 in Pure;3",
  );
});

test('of many faults the first are listed, and the number of the others', () => {
  const lines = faults('Conv;3;0;relu', weightsOf('Conv;3;9;relu', null));
  assert.equal(lines.length, 13);
  assert.equal(lines[12], '… and 8 more');
});
