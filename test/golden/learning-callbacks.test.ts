/** Callbacks and recorded losses of a short run against the original's. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { PRNGKey, split } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import type { NetworkSnapshot } from '../../src/training/index.js';
import { type ArrayRef, openGroup, relativeError } from './goldens.js';
import { concatenate } from './programs.js';

interface CallbackCase {
  update: number;
  weight_norm: number | null;
  net: ArrayRef | null;
}

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

test('learning/07_callbacks', async () => {
  const { index, array } = openGroup('learning/07_callbacks');
  const near = (what: string, a: ArrayLike<number>, b: ArrayLike<number>) =>
    assert.ok(relativeError(a, b) <= 1e-9, `${what}: ${relativeError(a, b)}`);
  const scenario = makeScenario('diff_adv', {
    ...index.kwargs,
    optim_config: index.optim_config,
    batch_size: index.batch_size,
    record_loss_every: index.record_loss_every,
    callbacks: 'net;3,weight_norm;2',
  });
  const [initKey, shuffleKey] = split(PRNGKey(index.seed));
  const { task_config: task, network_config: net } = index;
  const initial = await scenario.getNeuralStepper(task, net, initKey, { precision: 'f64' });
  assert.deepEqual(concatenate(initial.params), array(index.params_initial));
  const trainer = await scenario.getTrainer(index.train_config, { backend });
  const { result } = await trainer.train(initial, [shuffleKey]);
  near('losses', result.losses[0], array(index.loss_history));
  assert.deepEqual(
    result.updateSteps,
    Array.from(result.losses[0], (_, i) => i * index.record_loss_every),
  );
  near('final weights', concatenate(result.params), array(index.params_final));

  const cases: CallbackCase[] = index.cases;
  console.log(
    `learning/07_callbacks: ${cases.length} of ${cases.length} updates (net, weight_norm)`,
  );
  for (const { update, weight_norm, net: netRef } of cases) {
    const entry = result.aux[0][update];
    assert.deepEqual(Object.keys(entry), ['net', 'weight_norm']);
    if (weight_norm === null) assert.equal(entry.weight_norm, null);
    else near(`weight_norm at ${update}`, [entry.weight_norm as number], [weight_norm]);
    if (netRef === null) assert.equal(entry.net, null);
    else
      near(`net at ${update}`, concatenate((entry.net as NetworkSnapshot).params), array(netRef));
  }
});
