/** Losses and reductions by hand, on arrays; the original's own are test/golden/learning-losses. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { NdArray } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { grad } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { losses } from '../../src/training/index.js';
import { evaluate } from '../golden/programs.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
});
after(() => backend.dispose());

const array = (shape: number[], ...values: number[]): NdArray => ({
  data: Float64Array.from(values),
  shape,
});

/** Two samples of one channel and two points. */
const prediction = array([2, 1, 2], 1, -2, 4, 0);
const target = array([2, 1, 2], 0, 1, 2, 2);
// Their differences are (1, -3) and (2, -2).
const cbrt = Math.cbrt;

const byHand: [name: string, loss: losses.SampleLoss, ofSamples: [number, number]][] = [
  ['MSE', losses.MSE, [5, 4]],
  ['MAE', losses.MAE, [2, 2]],
  ['RMSE', losses.RMSE, [Math.sqrt(5), 2]],
  ['Lp(1)', losses.Lp(1), [2, 2]],
  ['Lp(2)', losses.Lp(2), [Math.sqrt(5), 2]],
  ['Lp(3)', losses.Lp(3), [cbrt(14), 2]],
  ['Lp(4)', losses.Lp(4), [Math.sqrt(Math.sqrt(41)), 2]],
  // Of the targets: mean squares 1/2 and 4, means of moduli 1/2 and 2, of cubes 1/2 and 8.
  ['nMSE', losses.nMSE, [10, 1]],
  ['nMAE', losses.nMAE, [4, 1]],
  ['nRMSE', losses.nRMSE, [Math.sqrt(10), 1]],
  ['nLp(1)', losses.nLp(1), [4, 1]],
  ['nLp(2)', losses.nLp(2), [Math.sqrt(10), 1]],
  ['nLp(3)', losses.nLp(3), [cbrt(28), 1]],
  ['composite', losses.composite([losses.MSE, losses.nMAE], [0.5, -3]), [-9.5, -1]],
  ['composite of weights 1', losses.composite([losses.MSE, losses.MAE]), [7, 6]],
];

function near(value: number, expected: number): void {
  assert.ok(Math.abs(value - expected) <= 1e-14 * Math.abs(expected), `${value} ${expected}`);
}

for (const [name, loss, [first, second]] of byHand) {
  test(`${name} of a sample and of a batch`, async () => {
    const sample = (u: NdArray, i: number) => array([1, 2], ...u.data.slice(2 * i, 2 * i + 2));
    for (const [i, expected] of [first, second].entries()) {
      const one = await losses.ofSample(loss, sample(prediction, i), sample(target, i), {
        backend,
      });
      near(one, expected);
    }
    const reductions = {
      mean: (first + second) / 2,
      sum: first + second,
      max: Math.max(first, second),
      std: Math.abs(first - second) / 2,
    };
    near(await losses.ofBatch(loss, prediction, target, { backend }), reductions.mean);
    for (const [reduction, expected] of Object.entries(reductions)) {
      const options = { backend, reduction: reduction as 'mean' };
      near(await losses.ofBatch(loss, prediction, target, options), expected);
    }
  });
}

test('a plain loss without a target is that against 0', async () => {
  const zeros = array([2, 1, 2], 0, 0, 0, 0);
  for (const loss of [losses.MSE, losses.MAE, losses.RMSE, losses.Lp(3)]) {
    const without = await losses.ofBatch(loss, prediction, null, { backend });
    assert.equal(without, await losses.ofBatch(loss, prediction, zeros, { backend }));
    assert.equal(without, await losses.ofBatch(loss, prediction, undefined, { backend }));
  }
  near(await losses.ofBatch(losses.MAE, prediction, null, { backend }), 1.75);
});

test('a reduction of its own, and states without an axis of space', async () => {
  const states = (...values: number[]) => array([3, 2], ...values);
  const reduction = (perSample: Parameters<typeof ops.sum>[0]) =>
    ops.scale(ops.sum(ops.square(perSample), [1]), 0.5);
  const value = await losses.ofBatch(losses.MSE, states(1, 1, 2, 0, 0, 0), null, {
    backend,
    reduction,
  });
  near(value, 0.5 * (1 + 4 + 0));
});

test('the gradient of a maximum goes to the largest samples in equal parts', async () => {
  const loss = (values: number[]) =>
    evaluate(backend, ['value', 'gradient'], { u: values }, (t) => {
      const u = t.input('u', [1, values.length, 1, 1]);
      const value = losses.batchLoss(losses.MSE, u, null, 'max');
      t.record('value', value);
      t.record('gradient', grad(value, [u])[0]!);
    });
  // d u² / du is 2u, and 3 of these 5 are largest.
  const tied = await loss([3, -3, 1, 3, -2]);
  assert.deepEqual([...tied.value], [9]);
  assert.deepEqual(
    [...tied.gradient].map((x) => Math.round(1e12 * x) / 1e12 + 0),
    [2, -2, 0, 2, 0],
  );
  const alone = await loss([1, 2, -7, 4, 5, 6, 1]);
  assert.deepEqual([...alone.value], [49]);
  assert.deepEqual(
    [...alone.gradient].map((x) => x + 0),
    [0, 0, -14, 0, 0, 0, 0],
  );
  const one = await loss([-0.1]);
  near(one.value[0]!, 0.1 ** 2);
});

test('a maximum is a sample to the bit, and shows a NaN', async () => {
  const values = Array.from({ length: 37 }, (_, i) => Math.sin(100 * i) / 3);
  const largest = (given: number[]) =>
    losses.ofBatch(losses.MSE, array([given.length, 1, 1], ...given), null, {
      backend,
      reduction: 'max',
    });
  assert.equal(await largest(values), Math.max(...values.map((x) => x * x)));
  for (const at of [0, 17, 36]) {
    assert.ok(Number.isNaN(await largest(values.with(at, Number.NaN))));
  }
});

const mistakes: [what: string, run: () => unknown, message: RegExp][] = [
  ...Object.entries({ nMSE: losses.nMSE, nMAE: losses.nMAE, nRMSE: losses.nRMSE }).map(
    ([name, loss]): [string, () => unknown, RegExp] => [
      `${name} without a target`,
      () => losses.ofBatch(loss, prediction, null, { backend }),
      new RegExp(`loss ${name} needs a target to divide by`),
    ],
  ),
  [
    'nLp without a target',
    () => losses.ofSample(losses.nLp(3), prediction, null, { backend }),
    /loss nLp\(3\) needs a target/,
  ],
  [
    'a composite with a normalised part without a target',
    () =>
      losses.ofBatch(losses.composite([losses.MSE, losses.nMSE]), prediction, null, { backend }),
    /nMSE needs a target/,
  ],
  ['p below 1', () => losses.Lp(0.5), /p of a loss Lp must be a number from 1 on, not 0.5/],
  ['p without end', () => losses.nLp(Infinity), /not Infinity/],
  ['no p', () => losses.Lp(Number.NaN), /not NaN/],
  ['a composite of nothing', () => losses.composite([]), /composite of no losses/],
  [
    'a weight too many',
    () => losses.composite([losses.MSE], [1, 2]),
    /weights must be a list of 1 finite number, not \[1, 2\]/,
  ],
  [
    'a weight that is no number',
    () => losses.composite([losses.MSE], [Number.NaN]),
    /weights must be a list of 1 finite number/,
  ],
  [
    'other shapes',
    () => losses.ofBatch(losses.MSE, prediction, array([1, 2], 1, 2), { backend }),
    /the prediction \[2,1,2\] and the target \[1,2\] differ in shape/,
  ],
  [
    'another reduction',
    () =>
      losses.ofBatch(losses.MSE, prediction, target, { backend, reduction: 'median' as 'mean' }),
    /unknown batch reduction 'median'; allowed: mean, sum, max, std, or a function/,
  ],
];

for (const [what, run, message] of mistakes) {
  test(`${what} is refused`, async () => {
    await assert.rejects(async () => run(), { name: 'UserError', message });
  });
}
