/** Callbacks and recorded losses of a short run against the original's. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { PRNGKey, split } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import type { NetworkSnapshot } from '../../src/training/index.js';
import { type ArrayRef, namedCases, once, openGroup, relativeError } from './goldens.js';
import { concatenate } from './programs.js';

interface CallbackCase {
  update: number;
  weight_norm: number | null;
  net: ArrayRef | null;
}

before(() => loadCore());

const { index, whole, array } = openGroup('learning/07_callbacks');

function assertNear(ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  const error = relativeError(ours, theirs);
  assert.ok(error <= 1e-9, `${error}`);
}

/** The run that every test looks at. */
const trained = once(async () => {
  const backend = await createBackend({ backend: 'wasm', precision: 'f64' });
  try {
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
    const trainer = await scenario.getTrainer(index.train_config, { backend });
    const { result } = await trainer.train(initial, [shuffleKey]);
    return { initial, result };
  } finally {
    await backend.dispose();
  }
});

test('learning/07_callbacks: initial weights', async () => {
  const { initial } = await trained();
  assert.deepEqual(concatenate(initial.params), array(index.params_initial));
});

test('learning/07_callbacks: losses', async () => {
  const { result } = await trained();
  assertNear(result.losses[0], array(index.loss_history));
  assert.deepEqual(
    result.updateSteps,
    Array.from(result.losses[0], (_, i) => i * index.record_loss_every),
  );
});

test('learning/07_callbacks: final weights', async () => {
  const { result } = await trained();
  assertNear(concatenate(result.params), array(index.params_final));
});

const cases = namedCases<CallbackCase>(
  'learning/07_callbacks',
  index.cases,
  whole,
  ({ update }) => `update ${update}`,
);

for (const [name, { update, weight_norm: norm, net }] of cases) {
  test(name, async () => {
    const { result } = await trained();
    const entry = result.aux[0][update];
    assert.deepEqual(Object.keys(entry), ['net', 'weight_norm']);
    if (norm === null) assert.equal(entry.weight_norm, null);
    else assertNear([entry.weight_norm as number], [norm]);
    if (net === null) assert.equal(entry.net, null);
    else assertNear(concatenate((entry.net as NetworkSnapshot).params), array(net));
  });
}
