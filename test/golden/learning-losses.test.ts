/** Losses and training configurations against the original's: values and gradients. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { grad } from '../../src/graph/index.js';
import { losses } from '../../src/training/index.js';
import {
  type ConfigurationCase,
  configurationBound,
  configurationErrors,
  nameOf,
} from './configuration-case.js';
import { type ArrayRef, namedCases, openGroup, relativeError, words } from './goldens.js';
import { evaluate } from './programs.js';

interface LossCase {
  loss: 'MSE' | 'MAE' | 'nMSE' | 'nMAE';
  batch_reduction: 'mean' | 'sum' | 'max' | 'std';
  pred: ArrayRef;
  target: ArrayRef | null;
  value?: number;
  error?: string;
  grad_pred?: ArrayRef;
  grad_target?: ArrayRef;
  per_sample?: number[];
}

let backend: Backend;
let single: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
  single = await createBackend({ backend: 'wasm', precision: 'f32' });
});
after(async () => {
  await backend.dispose();
  await single.dispose();
});

const group = openGroup('learning/03_losses');

const configurations = namedCases<ConfigurationCase>(
  'learning/03_losses',
  group.index.cases,
  group.whole,
  nameOf,
);

for (const [name, c] of configurations) {
  test(name, async () => {
    const { loss, grad } = await configurationErrors(backend, c, group);
    assert.ok(loss <= 1e-11, `loss: ${loss}`);
    assert.ok(grad <= 1e-11, `gradient: ${grad}`);
  });
}

test('learning/03_losses: all configurations in float32', async () => {
  for (const [name, c] of configurations) {
    const bound = configurationBound(group.index.setups[c.setup], c.configuration);
    const { loss, grad } = await configurationErrors(single, c, group);
    assert.ok(loss <= bound, `${name}: loss: ${loss}, allowed ${bound}`);
    assert.ok(grad <= bound, `${name}: gradient: ${grad}, allowed ${bound}`);
  }
});

const lossCases = namedCases<LossCase>(
  'learning/03_losses/loss_classes',
  group.index.loss_classes,
  group.whole,
  (c) =>
    words(c.loss, c.batch_reduction, c.pred.shape, c.target === null ? 'no target' : undefined),
);

for (const [name, c] of lossCases) {
  test(name, async () => {
    const shape = [1, ...c.pred.shape];
    const writes: Record<string, ArrayLike<number>> = { pred: group.array(c.pred) };
    if (c.target !== null) writes.target = group.array(c.target);
    const names = ['value', 'dPred', ...(c.target === null ? [] : ['dTarget', 'perSample'])];
    const run = () =>
      evaluate(backend, names, writes, (t) => {
        const pred = t.state('pred', shape);
        const target = c.target === null ? null : t.state('target', shape);
        const value = losses.batchLoss(losses[c.loss], pred, target, c.batch_reduction);
        t.record('value', value);
        const [dPred, dTarget] = grad(value, target === null ? [pred] : [pred, target]);
        t.record('dPred', dPred);
        if (target === null) return;
        t.record('dTarget', dTarget);
        t.record('perSample', losses[c.loss](pred, target));
      });
    if (c.value === undefined) {
      await assert.rejects(run, /needs a target/);
      return;
    }
    const results = await run();
    const check = (name: string, expected: ArrayLike<number>) => {
      const error = relativeError(results[name], expected);
      assert.ok(error <= 1e-11, `${name}: ${error}`);
    };
    check('value', [c.value]);
    if (c.grad_pred) check('dPred', group.array(c.grad_pred));
    if (c.grad_target) check('dTarget', group.array(c.grad_target));
    if (c.per_sample && c.target !== null) check('perSample', c.per_sample);
  });
}
