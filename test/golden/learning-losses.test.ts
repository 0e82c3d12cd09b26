/** Losses and supervised training configurations against the original's: values and gradients. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { grad } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { type BatchReduction, batchLoss, getLoss, supervised } from '../../src/training/index.js';
import { type ArrayRef, covered, openGroup, relativeError } from './goldens.js';
import { concatenate, evaluate, splitLeaves } from './programs.js';

interface Setup {
  network: string;
  num_points: number;
  num_channels: number;
  params: ArrayRef;
  data: ArrayRef;
}

interface ConfigurationCase {
  setup: string;
  configuration: {
    class: string;
    num_rollout_steps: number;
    cut_bptt?: boolean;
    cut_bptt_every?: number;
    time_level_weights?: number[];
    loss?: string;
    batch_reduction?: BatchReduction;
  };
  loss: number;
  grad: ArrayRef;
}

interface LossCase {
  loss: string;
  batch_reduction: BatchReduction;
  pred: ArrayRef;
  target: ArrayRef | null;
  value?: number;
  error?: string;
  grad_pred?: ArrayRef;
  grad_target?: ArrayRef;
  per_sample?: number[];
}

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

test('learning/03_losses: supervised configurations', async () => {
  const group = openGroup('learning/03_losses');
  const cases = covered<ConfigurationCase>('learning/03_losses', group.index.cases, group.whole);
  for (const { setup: name, configuration, loss: expected, grad: gradRef } of cases) {
    const setup: Setup = group.index.setups[name];
    const network = getNetwork(setup.network, {
      numSpatialDims: 1,
      numPoints: setup.num_points,
      numChannels: setup.num_channels,
    });
    const [samples, frames, ...state] = setup.data.shape;
    const leaves = splitLeaves(group.array(setup.params), network.parameters);
    const writes: Record<string, ArrayLike<number>> = {
      data: group.array(setup.data),
      rows: Array.from({ length: samples }, (_, s) => s * frames),
    };
    for (const [i, { path }] of network.parameters.entries()) writes[path] = leaves[i];
    const methodology = supervised({
      numRolloutSteps: configuration.num_rollout_steps,
      loss: getLoss(configuration.loss ?? 'MSE'),
      batchReduction: configuration.batch_reduction,
      timeLevelWeights: configuration.time_level_weights,
      cutBptt: configuration.cut_bptt,
      cutBpttEvery: configuration.cut_bptt_every,
    });
    const names = ['loss', ...network.parameters.map((_, i) => `d${i}`)];
    const results = await evaluate(backend, names, writes, (t) => {
      const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
      const data = t.input('data', [samples * frames, ...state]);
      const rows = t.perStepIndex('rows', [1, samples]);
      const loss = methodology.loss(
        (u) => network.apply(params, u),
        (step) => ops.gather(data, rows, step),
      );
      t.record('loss', loss);
      for (const [i, gradient] of grad(loss, params).entries()) t.record(`d${i}`, gradient);
    });
    const what = `${name} ${JSON.stringify(configuration)}`;
    assert.ok(relativeError(results.loss, [expected]) <= 1e-11, what);
    const gradient = concatenate(network.parameters.map((_, i) => results[`d${i}`]));
    assert.ok(relativeError(gradient, group.array(gradRef)) <= 1e-11, what);
  }
});

test('learning/03_losses: loss classes', async () => {
  const group = openGroup('learning/03_losses');
  const cases = covered<LossCase>('learning/03_losses', group.index.loss_classes, group.whole);
  for (const c of cases) {
    const what = `${c.loss} ${c.batch_reduction} ${c.target === null ? 'no target' : ''}`;
    const shape = [1, ...c.pred.shape];
    const writes: Record<string, ArrayLike<number>> = { pred: group.array(c.pred) };
    if (c.target !== null) writes.target = group.array(c.target);
    const names = ['value', 'dPred', ...(c.target === null ? [] : ['dTarget', 'perSample'])];
    const run = () =>
      evaluate(backend, names, writes, (t) => {
        const pred = t.state('pred', shape);
        const target = c.target === null ? null : t.state('target', shape);
        const value = batchLoss(getLoss(c.loss), pred, target, c.batch_reduction);
        t.record('value', value);
        const [dPred, dTarget] = grad(value, target === null ? [pred] : [pred, target]);
        t.record('dPred', dPred);
        if (target === null) return;
        t.record('dTarget', dTarget);
        t.record('perSample', getLoss(c.loss)(pred, target));
      });
    if (c.value === undefined) {
      await assert.rejects(run, /needs a target/, what);
      continue;
    }
    const results = await run();
    const check = (name: string, expected: ArrayLike<number>) =>
      assert.ok(relativeError(results[name], expected) <= 1e-11, `${what} ${name}`);
    check('value', [c.value]);
    if (c.grad_pred) check('dPred', group.array(c.grad_pred));
    if (c.grad_target) check('dTarget', group.array(c.grad_target));
    if (c.per_sample && c.target !== null) check('perSample', c.per_sample);
  }
});
