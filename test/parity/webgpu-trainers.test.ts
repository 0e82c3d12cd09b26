/**
 * Training on arrays on a GPU: losses, gradients and the minibatches that callbacks see, against
 * WASM; and going on where another call ended.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  adamw,
  GradNorm,
  initialStepper,
  layers,
  random,
  SupervisedTrainer,
  sampleData,
  supervised,
  type TrainingCallback,
} from '../../src/index.js';
import { relativeError } from '../golden/goldens.js';
import { adapterOrReason } from './gpu.js';

const { adapter, skip } = await adapterOrReason();

/** The states of the minibatch, in one line. */
const states: TrainingCallback = {
  name: 'states',
  every: 2,
  value: async (_, __, { minibatch }) => (await minibatch()).map(({ data }) => [...data]),
};

const run = async (backend: 'wasm' | 'webgpu', stops: readonly number[]) => {
  const key = random.PRNGKey(0);
  const data = await sampleData.advection1dPeriodic({
    ...{ key, numSamples: 2, temporalHorizon: 5, numPoints: 12 },
  });
  const trainer = new SupervisedTrainer(data, {
    ...{ numRolloutSteps: 2, optimizer: adamw(1e-2), numTrainingSteps: 6, batchSize: 4 },
    callbacks: [states, new GradNorm(3, supervised(1))],
  });
  const conv = layers.convLayer(1, 1, 1, 3);
  const initial = await initialStepper(conv, [1, 12], [key, random.PRNGKey(1)]);
  let result: Awaited<ReturnType<typeof trainer.train>> | undefined;
  for (const until of stops) {
    const goOnFrom = result?.checkpoint;
    result = await trainer.train(initial, [key, key], { backend, until, goOnFrom });
  }
  return result!;
};

describe(`trainers on WebGPU (${adapter})`, { skip }, () => {
  test('losses, weights and what callbacks see are those of WASM', async () => {
    const [gpu, wasm] = [await run('webgpu', [6]), await run('wasm', [6])];
    // Six updates of a stencil: float32 rounds each loss and update by some 1e-7.
    for (const seed of [0, 1]) {
      assert.ok(relativeError(gpu.losses[seed]!, wasm.losses[seed]!) < 2e-6);
      for (const [update, entry] of gpu.aux[seed]!.entries()) {
        const expected = wasm.aux[seed]![update]!;
        assert.deepEqual(entry.states, expected.states);
        const norms = [entry.grad_norm, expected.grad_norm] as (number | null)[];
        assert.equal(norms[0] === null, update % 3 !== 0);
        if (norms[0] !== null) assert.ok(Math.abs(norms[0]! / norms[1]! - 1) < 2e-5);
      }
    }
    for (const [leaf, values] of gpu.stepper.params.entries()) {
      assert.ok(relativeError(values, wasm.stepper.params[leaf]!) < 1e-5);
    }
  });

  test('a stop changes no bit', async () => {
    const [whole, parts] = [await run('webgpu', [6]), await run('webgpu', [1, 4, 6])];
    assert.deepEqual(parts.losses, whole.losses);
    assert.deepEqual(parts.checkpoint.states, whole.checkpoint.states);
    assert.deepEqual(parts.aux, whole.aux);
  });
});
