/** What `runRaw` gives, and what else takes it: own results, files of weights, files of arrays. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { type NdArray, partAt, takeFrames } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import type { RawResult, Weights } from '../../src/experiment/index.js';
import { spectral } from '../../src/index.js';
import { ofArrays as metrics } from '../../src/metrics/index.js';
import { BaseScenario, makeScenario } from '../../src/scenarios/index.js';
import { rollout } from '../../src/steppers/index.js';
import { readNpy, readSafetensors, writeNpy, writeSafetensors } from '../../src/study/index.js';

const scenario = makeScenario('diff_adv', {
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 3,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  batch_size: 2,
  optim_config: 'adam;4;constant;1e-2',
  record_loss_every: 1,
});
const options = { net: 'Conv;3;1;relu', backend: 'wasm' } as const;

let two: RawResult;
before(async () => {
  two = await scenario.runRaw({ ...options, numSeeds: 2 });
});

test('the trained stepper makes the rollouts of the result', async () => {
  assert.equal(two.stepper.numSeeds, 2);
  assert.deepEqual(two.stepper.weights(), two.weights);
  const { shape } = two.sampleRollouts;
  const first = partAt(takeFrames(partAt(two.sampleRollouts, 0), 0, 1), 0, 0);
  const rollout = await two.stepper.rollout(first, 3, { backend: 'wasm' });
  assert.deepEqual(rollout.shape, [2, 3, ...shape.slice(3)]);
  const seeds = [0, 1].map((seed) => partAt(two.sampleRollouts, seed));
  for (const [seed, own] of seeds.entries()) {
    assert.deepEqual(partAt(rollout, seed).data, takeFrames(own, 1, 4).data);
  }
});

test('removeSingletonAxis takes the axis of seeds from a result of one seed, and of no other', async () => {
  const bare = await scenario.runRaw({ ...options, removeSingletonAxis: true });
  const arrays = ({ losses, metrics, sampleRollouts, weights }: RawResult): NdArray[] => [
    ...[losses, sampleRollouts, ...metrics.values()],
    ...weights,
  ];
  const whole = arrays(await scenario.runRaw(options));
  for (const [i, { data, shape }] of arrays(bare).entries()) {
    assert.deepEqual([1, ...shape], whole[i]!.shape);
    assert.deepEqual(data, whole[i]!.data);
  }
  assert.equal(bare.stepper.numSeeds, 1);
  const again = await scenario.runRaw({ ...options, numSeeds: 2, removeSingletonAxis: true });
  assert.deepEqual(again.losses, two.losses);
  await assert.rejects(scenario.runRaw({ removeSingletonAxis: 'yes' as unknown as boolean }), {
    name: 'UserError',
    message: "removeSingletonAxis must be true or false, not 'yes'",
  });
  const { table } = await scenario.run({ ...options, removeSingletonAxis: true });
  assert.equal(table.numRows, 1);
});

const load = async (weights: Weights) => scenario.loadModel(weights, { net: options.net });

test('weights are loaded from a result, from the tensors of a file, and from its path', async () => {
  const tensors = new Map(
    two.weights.map(({ path: name, data, shape }) => [name, { data, shape }]),
  );
  const singles = new Map(
    [...tensors].map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }]),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench weights '));
  try {
    const file = path.join(folder, 'w.safetensors');
    for (const written of [tensors, singles]) {
      const bytes = writeSafetensors({ tensors: written, metadata: {} });
      writeFileSync(file, bytes);
      for (const weights of [two.weights, readSafetensors(bytes), file]) {
        assert.deepEqual((await load(weights)).params, two.stepper.params);
      }
    }
    const missing = path.join(folder, 'none.safetensors');
    await assert.rejects(load(missing), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^cannot read the weights '.*none\.safetensors': no such file or folder$/,
      );
      return true;
    });
    await assert.rejects(load(''), { message: 'the path of the weights is empty' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what is no weights is refused', async () => {
  const bare = [{ path: 'layers.0.weight' }];
  for (const given of [undefined, null, 3, {}, { tensors: {} }, [null], [{}], bare]) {
    await assert.rejects(load(given as unknown as Weights), UserError, JSON.stringify(given));
  }
});

test('arrays of .npy files are taken as they are', async () => {
  const all = takeFrames(await scenario.getTestData({ backend: 'wasm' }), 1, 4);
  const single = { data: Float32Array.from(all.data), shape: all.shape };
  const given = readNpy(writeNpy(single));
  assert.ok(given.data instanceof Float32Array);
  const exact = { data: Float64Array.from(single.data), shape: all.shape };
  const where = { backend: 'wasm' } as const;
  assert.deepEqual(
    await scenario.performTestsOnRollout(given, undefined, where),
    await scenario.performTestsOnRollout(exact, undefined, where),
  );
  const own = await scenario.performTestsOnRollout(given, given, where);
  assert.deepEqual([...own.get('mean_nRMSE')!.data], [0, 0, 0]);
  const [pred, ref] = [partAt(exact, 0), partAt(exact, 1)];
  const [pred32, ref32] = [pred, ref].map(({ data, shape }) => ({
    data: Float32Array.from(data),
    shape,
  }));
  assert.equal(
    await metrics.meanMetric(metrics.nRMSE, pred32!, ref32!),
    await metrics.meanMetric(metrics.nRMSE, pred, ref),
  );
  const state = partAt(exact, 0, 0);
  const state32 = { data: Float32Array.from(state.data), shape: state.shape };
  assert.deepEqual(await spectral.fft(state32), await spectral.fft(state));
  assert.deepEqual(await spectral.mapBetweenResolutions(state32, 16), state);
  const { stepper } = await scenario.runRaw(options);
  assert.deepEqual(
    await stepper.rollout(state32, 2, where),
    await stepper.rollout(state, 2, where),
  );
  const physics = rollout(await scenario.getRefStepper(), 2, where);
  assert.deepEqual(await physics(state32), await physics(state));
});

test('a scenario of which a method is missing is refused by its name', async () => {
  // @ts-expect-error: as JavaScript lets one write it
  class Bare extends BaseScenario {}
  const bare = new Bare();
  const refusal = { name: 'UserError', message: 'Bare.getRefStepper is missing' };
  await assert.rejects(bare.run(options), refusal);
  await assert.rejects(async () => bare.getTestData(), {
    name: 'UserError',
    message: 'Bare.getRefStepper should give a stepper, not undefined',
  });
});

test('a network without a key is refused', async () => {
  const own = scenario as unknown as Record<string, (...words: string[]) => Promise<unknown>>;
  const refusal = { name: 'UserError', message: /^a key must be .*, not undefined$/ };
  await assert.rejects(own.getNetwork!('Pure;3'), refusal);
  await assert.rejects(own.getNeuralStepper!('predict', 'Pure;3'), refusal);
});
