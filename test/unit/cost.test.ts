/** Floating-point operations of programs, against what they come to by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { makePlan, runCost } from '../../src/experiment/index.js';
import { costOf, grad, type Program, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { makeScenario } from '../../src/scenarios/index.js';

await loadCore();

/** [evaluations, operations] of each op. */
const costs = (program: Program) =>
  Object.fromEntries(costOf(program).map(({ op, count, flops }) => [op, [count, flops]]));

/** A step of gradient descent of a network on a batch. */
function descent(config: string, dims: number, numPoints: number, batch: number): Program {
  const network = getNetwork(config, { numSpatialDims: dims, numPoints, numChannels: 1 });
  const shape = [1, batch, 1, ...new Array<number>(dims).fill(numPoints)];
  return trace({ steps: 1 }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
    const error = ops.square(
      ops.sub(network.apply(params, t.input('x', shape)), t.input('y', shape)),
    );
    const loss = ops.mean(
      error,
      [1, 2, ...shape.keys()].slice(0, dims + 2).filter((a) => a > 0),
    );
    for (const [i, g] of grad(loss, params).entries()) t.assign(params[i], ops.sub(params[i], g));
  });
}

for (const [dims, numPoints, batch] of [
  [1, 160, 20],
  [2, 12, 3],
  [3, 6, 2],
]) {
  test(`convolutions count as direct sums, ${dims}D`, () => {
    const taps = 3 ** dims;
    const points = batch * numPoints ** dims;
    const layers = [26, ...new Array<number>(9).fill(26 * 26), 26].map(
      (n) => 2 * n * taps * points,
    );
    const all = layers.reduce((a, b) => a + b, 0);
    const { conv, convWeightGrad, convInputGrad } = costs(
      descent('Conv;26;10;relu', dims, numPoints, batch),
    );
    assert.deepEqual(conv, [11, all]);
    assert.deepEqual(convWeightGrad, [11, all]);
    assert.deepEqual(convInputGrad, [10, all - layers[0]]);
    if (dims === 1) assert.equal(((3 * all - layers[0]) / 1e6).toFixed(1), '352.9');
  });
}

test('what stands in a loop counts as often as the loop turns', () => {
  const program = trace({ steps: 1 }, (t) => {
    const u = t.state('u', [1, 2, 3, 8]);
    const w = t.input('w', [1, 3, 3, 3]);
    const turn = ([x]: Tensor[]) => ({ carry: [ops.conv(x, w, null)] });
    const outer = ([x]: Tensor[]) => ({ carry: ops.repeat(5, { carry: [x] }, turn).carry });
    t.assign(u, ops.repeat(7, { carry: [u] }, outer).carry[0]);
  });
  assert.deepEqual(costs(program), { conv: [35, 35 * 2 * 3 * 3 * 3 * 16] });
});

test('a fused chain counts all its operations, a transform 5/2 n log2 n', () => {
  const program = trace({ steps: 1 }, (t) => {
    const u = t.state('u', [1, 2, 1, 16]);
    t.assign(u, ops.scale(ops.add(ops.square(u), u), 0.5));
    t.record('modes', ops.rfft(u, 1));
  });
  assert.deepEqual(costs(program), { elementwise: [1, 3 * 32], rfft: [1, 2 * 2.5 * 16 * 4] });
});

test('an op moves its inputs and outputs; a gather only the rows that it takes, a reshape nothing', () => {
  const traffic = (program: Program) =>
    Object.fromEntries(costOf(program).map(({ op, traffic }) => [op, traffic]));
  const program = trace({ steps: 1 }, (t) => {
    const rows = ops.gather(t.input('data', [100, 2, 8]), t.perStepIndex('rows', [1, 4]), 0);
    const wide = ops.slice(ops.reshape(rows, [1, 4, 1, 16]), 3, 2, 8);
    const y = ops.conv(wide, t.input('w', [1, 3, 1, 3]), null);
    const turn = ([x]: Tensor[]) => ({ carry: [ops.add(x, y)] });
    t.record('y', ops.repeat(5, { carry: [y] }, turn).carry[0]);
  });
  assert.deepEqual(traffic(program), {
    gather: 2 * 4 * 16 + 4,
    reshape: 0,
    slice: 2 * 4 * 6,
    conv: 4 * 6 + 9 + 4 * 18,
    elementwise: 5 * 3 * 4 * 18,
  });
});

test('the cost of a run grows with its seeds, and its memory holds its data', async () => {
  const scenario = makeScenario('diff_adv', { num_points: 16, batch_size: 5, num_channels: 1 });
  const costOf = async (numSeeds: number) =>
    runCost(await makePlan(scenario, { net: 'Conv;4;2;relu', backend: 'wasm', numSeeds }));
  const one = await costOf(1);
  const three = await costOf(3);
  assert.equal(one.parameterCount, await scenario.getParameterCount('Conv;4;2;relu'));
  assert.equal(one.numUpdates, 10_000);
  assert.equal(three.flopPerUpdate, 3 * one.flopPerUpdate);
  // Convolutions forward, to weights, and to the inputs of all layers but the first.
  const layers = [4, 4 * 4, 4].map((products) => 2 * 3 * products * 16 * 5);
  const all = layers.reduce((sum, flops) => sum + flops, 0);
  assert.ok(one.flopPerUpdate > 3 * all - layers[0], `${one.flopPerUpdate}`);
  const data = 4 * scenario.num_train_samples * (scenario.train_temporal_horizon + 1) * 16;
  const rows = 4 * 10_000 * 5;
  assert.equal(one.choice.backend, 'wasm');
  assert.ok(one.memory.bytes > data + rows);
  assert.ok(three.memory.bytes > one.memory.bytes + 2 * rows);
});
