/** Callbacks and recorded losses of a short run against the original's. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { PRNGKey, split } from '../../src/random/index.js';
import { type BaseScenario, makeScenario } from '../../src/scenarios/index.js';
import { MemoryStore, readSafetensors, SaveNetwork } from '../../src/study/index.js';
import {
  adam,
  CompositeCallback,
  divertedChainBranchOne,
  GetNetwork,
  GradNorm,
  initialStepper,
  Loss,
  type NetworkSnapshot,
  SupervisedTrainer,
  supervised,
  WeightNorm,
} from '../../src/training/index.js';
import { type ArrayRef, namedCases, once, openGroup, relativeError } from './goldens.js';
import { concatenate } from './programs.js';

interface CallbackCase {
  update: number;
  keys: string[];
  weight_norm: number | null;
  weight_norm_sq: number | null;
  grad_norm: number | null;
  grad_norm_sq: number | null;
  loss: number | null;
  net: ArrayRef | null;
  loss_grad: { loss: number; grad: ArrayRef } | null;
}

before(() => loadCore());

const { index, whole, array } = openGroup('learning/07_callbacks');

function assertNear(ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  const error = relativeError(ours, theirs);
  assert.ok(error <= 1e-9, `${error}`);
}

/** What every run here begins with: the scenario, the seed's keys. */
function start(callbacks = ''): { scenario: BaseScenario; keys: ReturnType<typeof split> } {
  const scenario = makeScenario('diff_adv', {
    ...index.kwargs,
    optim_config: index.optim_config,
    batch_size: index.batch_size,
    record_loss_every: index.record_loss_every,
    callbacks,
  });
  return { scenario, keys: split(PRNGKey(index.seed)) };
}

/** The run of a scenario. */
const ofScenario = once(async () => {
  const { scenario, keys } = start('net;3,weight_norm;2');
  const { task_config: task, network_config: net } = index;
  const initial = await scenario.getNeuralStepper(task, net, keys[0], { precision: 'f64' });
  const trainer = await scenario.getTrainer(index.train_config);
  const { result } = await trainer.train(initial, [keys[1]], { precision: 'f64' });
  return { initial, ...result };
});

const store = new MemoryStore('networks');

/** The same run on arrays, with all callbacks. */
const onArrays = once(async () => {
  const { scenario, keys } = start();
  const { net: every, weight_norm, grad_norm, loss } = { ...index.every, net: 3 };
  const solver = await scenario.getRefStepper();
  const refStepper = (u: Parameters<typeof solver.step>[0]) => solver.step(u);
  const physics = { refStepper };
  const trainer = new SupervisedTrainer(
    { data: array(index.train_data), shape: index.train_data.shape },
    {
      numRolloutSteps: 2,
      optimizer: adam(5e-3),
      numTrainingSteps: 12,
      batchSize: index.batch_size,
      callbacks: new CompositeCallback([
        new GetNetwork(every, 'net'),
        new WeightNorm(weight_norm),
        new WeightNorm(weight_norm, { squared: true, name: 'weight_norm_sq' }),
        new GradNorm(grad_norm, supervised(1)),
        new GradNorm(grad_norm, divertedChainBranchOne(1), {
          ...{ ...physics, squared: true, name: 'grad_norm_sq' },
        }),
        [
          new Loss(loss, supervised(1)),
          new Loss(loss, divertedChainBranchOne(2), {
            ...{ ...physics, withGrad: true, name: 'loss_grad' },
          }),
        ],
        new SaveNetwork(every, store, 'saved'),
      ]),
    },
  );
  const { network_config: net } = index;
  const initial = await initialStepper(net, [1, 32], keys[0], { precision: 'f64' });
  const recordLossEvery = index.record_loss_every;
  const { stepper, ...result } = await trainer.train(initial, keys[1], { recordLossEvery });
  return { initial, params: stepper.params, ...result };
});

for (const [where, trained] of [
  ['of a scenario', ofScenario],
  ['on arrays', onArrays],
] as const) {
  test(`learning/07_callbacks ${where}: initial weights`, async () => {
    const { initial } = await trained();
    assert.deepEqual(concatenate(initial.params), array(index.params_initial));
  });

  test(`learning/07_callbacks ${where}: losses`, async () => {
    const { losses, updateSteps } = await trained();
    assertNear(losses[0], array(index.loss_history));
    assert.deepEqual(
      updateSteps,
      Array.from(losses[0], (_, i) => i * index.record_loss_every),
    );
  });

  test(`learning/07_callbacks ${where}: final weights`, async () => {
    const { params } = await trained();
    assertNear(concatenate(params), array(index.params_final));
  });
}

const cases = namedCases<CallbackCase>(
  'learning/07_callbacks',
  index.cases,
  whole,
  ({ update }) => `update ${update}`,
);

const saved = ({ update }: CallbackCase) => store.read(`saved_${update}.safetensors`);

for (const [name, c] of cases) {
  test(name, async () => {
    const entry = (await onArrays()).aux[0][c.update];
    assert.deepEqual(Object.keys(entry), [...c.keys, 'network_saved']);
    for (const key of ['weight_norm', 'weight_norm_sq', 'grad_norm', 'grad_norm_sq', 'loss']) {
      const expected = c[key as 'loss'];
      if (expected === null) assert.equal(entry[key], null);
      else assertNear([entry[key] as number], [expected]);
    }
    if (c.loss_grad === null) assert.equal(entry.loss_grad, null);
    else {
      const { loss, gradient } = entry.loss_grad as { loss: number; gradient: Float64Array[] };
      assertNear([loss], [c.loss_grad.loss]);
      assertNear(concatenate(gradient), array(c.loss_grad.grad));
    }
    if (c.net === null) {
      assert.deepEqual([entry.net, entry.network_saved], [null, null]);
      assert.equal(await saved(c), undefined);
      return;
    }
    const { params } = entry.net as NetworkSnapshot;
    assertNear(concatenate(params), array(c.net));
    assert.equal(entry.network_saved, true);
    const { tensors } = readSafetensors((await saved(c))!);
    assert.deepEqual([...tensors.keys()][0], 'layers.0.weight');
    assert.deepEqual(
      [...tensors.values()].map(({ data }) => data),
      params,
    );
  });
}

test('learning/07_callbacks: strings give the same values', async () => {
  const [strings] = (await ofScenario()).aux;
  const [all] = (await onArrays()).aux;
  const pick = ({ net, weight_norm }: Record<string, unknown>) => ({ net, weight_norm });
  assert.deepEqual(Object.keys(strings[0]), ['net', 'weight_norm']);
  for (const [update, entry] of strings.entries()) {
    const [a, b] = [pick(entry), pick(all[update])];
    assert.equal(a.net === null, b.net === null);
    if (a.weight_norm === null) assert.equal(b.weight_norm, null);
    else assertNear([a.weight_norm as number], [b.weight_norm as number]);
  }
});
