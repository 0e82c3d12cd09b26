/**
 * Numbers that genuine JAX printed in the original's notebooks. 200 updates of `Conv;34;10;relu`
 * on `diff_adv`, and of `Conv;26;10;relu` on `norm_adv`, touch everything at once: random numbers, initial conditions, solver,
 * initialisation, minibatch order, gradients, Adam, schedule.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeScenario } from '../../src/scenarios/index.js';
import { once, openGroup } from './goldens.js';

/** Update, and the relative error that the printed digits and float32 noise leave. */
const tolerances: [update: number, tolerance: number][] = [
  [0, 2e-5],
  [100, 2e-5],
  [200, 1.5e-4],
];

const { index } = openGroup('learning/00_real_jax');

for (const [key, { net, train, seed, real }] of [
  ['diff_adv', index.cases[0]],
  ['norm_adv', index.cases[1]],
]) {
  /** The first 200 updates; the notebook's schedule warms up to 1e-3 over 2,000 of them. */
  const beginning = once(() =>
    makeScenario(key, {
      optim_config: 'adam;202;warmup_cosine;0.0;1.005e-4;201',
    }).runRaw({ net, train, backend: 'wasm', startSeed: seed }),
  );

  for (const [update, tolerance] of tolerances) {
    test(`learning/00_real_jax ${key} ${net}: loss of update ${update}`, async () => {
      const { losses, updateSteps } = await beginning();
      const loss = losses.data[updateSteps.indexOf(update)];
      const error = Math.abs(loss / real[String(update)] - 1);
      assert.ok(error <= tolerance, `${loss} against ${real[String(update)]}`);
    });
  }
}

const stated: [string, [number, number | 'inf']][] = Object.entries(index.cases[3].real);

test(`learning/00_real_jax: ${stated.length} networks`, () => {
  assert.equal(stated.length, 5);
});

for (const [net, [count, reach]] of stated) {
  test(`learning/00_real_jax ${net}: parameters and receptive field`, async () => {
    const scenario = makeScenario('diff_adv');
    const extent = reach === 'inf' ? Number.POSITIVE_INFINITY : reach;
    assert.equal(await scenario.getParameterCount(net), count);
    assert.deepEqual(await scenario.getReceptiveField(net), [[extent, extent]]);
  });
}
